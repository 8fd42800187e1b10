import { describe, expect, it } from 'vitest';
import { fakeServices } from './__testing__/fakes.ts';
import { defineJob, InvalidPayloadError } from './definition.ts';
import { instrument } from './instrument.ts';

const accept = { safeParse: (data: unknown) => ({ success: true as const, data }) };
const working = defineJob({ name: 'demo', schema: accept, concurrency: 1, everyMs: null, run: async () => undefined });
const broken = defineJob({
  name: 'demo',
  schema: accept,
  concurrency: 1,
  everyMs: null,
  run: () => Promise.reject(new Error('The database is away.')),
});

describe('instrument', () => {
  it('counts and times a run that succeeds', async () => {
    const { services, seen } = fakeServices();
    await instrument(working, services).handler({}, 'job-1');
    expect(seen.jobs).toEqual([{ queue: 'demo', outcome: 'ok', durationMs: 5 }]);
  });

  it.each([
    { name: 'a failure that is tried again', isFinal: false, outcome: 'failed' },
    { name: 'a job that is given up', isFinal: true, outcome: 'dead' },
  ])('counts $name once, with the duration of the run', async ({ isFinal, outcome }) => {
    const { services, seen } = fakeServices();
    const { handler, onFailed } = instrument(broken, services);
    const error = await handler({}, 'job-1').catch((reason: unknown) => reason);
    if (!(error instanceof Error)) throw new Error('The failure must reach the queue.');
    onFailed({ jobId: 'job-1', error, attempts: 1, isFinal });
    expect(seen.jobs).toEqual([{ queue: 'demo', outcome, durationMs: 5 }]);
  });

  it('counts a job whose worker died without a duration', () => {
    const { services, seen } = fakeServices();
    instrument(working, services).onFailed({ jobId: 'job-1', error: new Error('stalled'), attempts: 9, isFinal: true });
    expect(seen.jobs).toEqual([{ queue: 'demo', outcome: 'dead', durationMs: 0 }]);
  });
});

describe('defineJob', () => {
  it('refuses a payload with the place of the fault, not with what stands there', async () => {
    const { services } = fakeServices();
    const issues = [{ path: ['entries', 3, 'request', 'startedAt'], message: 'Invalid ISO datetime' }];
    const refusing = { safeParse: () => ({ success: false as const, error: { issues } }) };
    const job = defineJob({
      name: 'demo',
      schema: refusing,
      concurrency: 1,
      everyMs: null,
      run: async () => undefined,
    });
    const error = await job.run({ secret: 'prompt text' }, services).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(InvalidPayloadError);
    expect(String(error)).toContain('entries.3.request.startedAt: Invalid ISO datetime');
    expect(String(error)).not.toContain('prompt text');
  });
});
