import type { StoredReply } from '../../repeats.ts';
import type { Run } from '../../run.ts';
import type { CompletionServices } from '../../services.ts';
import { freshHeaders, pushBudget, pushCompatible } from './headers.ts';

/** Sends a prepared answer as the answer to this very request: its ids and its own overhead are put in. */
export function sendStored(run: Run, reply: StoredReply, services: CompletionServices): void {
  const now = services.clock.monotonic();
  run.firstByteAt = now;
  const headers = freshHeaders(run, reply.headers, now - run.startedAt);
  pushBudget(headers, run, services);
  pushCompatible(headers, run);
  run.exchange.send(200, headers, reply.after === null ? reply.before : reply.before + run.id + reply.after);
}
