import type { JobsConnection } from '../jobs/connection.ts';
import { startJobWorker } from '../jobs/job-worker.ts';

/** A worker that says `started` when it has a job and then never ends it: it waits to be killed. */
const [connection = '{}', queue = ''] = process.argv.slice(2);

await startJobWorker(JSON.parse(connection) as JobsConnection, queue, {
  concurrency: 1,
  lockMs: 1_000,
  onFailed: () => undefined,
  handler: () => {
    console.log('started');
    return new Promise(() => undefined);
  },
});
