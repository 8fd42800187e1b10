import type { AttemptRecord, Caller, RequestRecord } from '@llm-cost-optimizer/contracts';
import { chargeOf } from '../../budget/charge.ts';
import { accountFor } from '../accounting.ts';
import { dayOf, type Repeat } from '../repeats.ts';
import type { Run } from '../run.ts';
import type { CompletionServices } from '../services.ts';
import { settleLimits } from './admit.stage.ts';
import { learnFrom } from './settle/learn-from.ts';
import { repeatFields, repeatText, repeatTrace, requestRecord, sharedRowOf } from './settle/request-record.ts';

const NO_ATTEMPTS: readonly AttemptRecord[] = Object.freeze([]);

/**
 * Books a request exactly once, whatever became of it: budget, ledger, metrics. Requests that did not pass
 * authentication have no row. Never delays the answer (it has left by now) and never throws.
 */
export function settle(run: Run, services: CompletionServices): void {
  if (run.isSettled) return;
  run.isSettled = true;
  try {
    const now = services.clock.monotonic();
    if (run.caller === null) {
      services.metrics.rejectedInput(run.error?.code ?? 'unknown');
    } else if (run.repeat !== null) {
      settleRepeat(run, run.repeat, run.caller, services);
    } else {
      settleInFull(run, services, now);
    }
  } catch (error) {
    services.onDefect(error, run.id);
  }
}

function settleRepeat(run: Run, repeat: Repeat, caller: Caller, services: CompletionServices): void {
  const own = repeatFields(run, caller, services.clock.monotonic());
  const trace = repeatTrace(run, repeat.record);
  if (trace !== null) {
    record({ ...repeat.record, ...own, trace }, NO_ATTEMPTS, services);
    return;
  }
  repeat.sharedRow ??= sharedRowOf(repeat.record);
  const request: RequestRecord = { ...repeat.record, ...own };
  services.ledger.record({ request, attempts: NO_ATTEMPTS }, repeatText(own, repeat.sharedRow));
  services.metrics.request(request);
}

function settleInFull(run: Run, services: CompletionServices, now: number): void {
  const { caller } = run;
  if (caller === null) return;
  run.outcome ??= run.isClientGone ? 'cancelled' : 'failed';
  run.accounting ??= accountFor(run, run.outcome);
  settleHolds(run, services);
  settleLimits(run, services);
  learnFrom(run, run.accounting.cost, services);
  learnCaching(run, services);
  const request = requestRecord(run, { caller, accounting: run.accounting, outcome: run.outcome, now });
  if (run.exchange.surface.isBooked) record(request, run.attempts, services);
  else services.metrics.request(request);
  services.intents.end(run.id);
  if (run.isClientGone) services.metrics.streamAbort('client', run.firstByteAt === null ? 'before' : 'after');
  // The age that a client takes is asked of each request anew.
  const isRepeatable = run.request?.options.cacheMaxAgeSeconds === undefined;
  if (isRepeatable && run.hit !== null && run.repeatKey !== null && run.cacheKey !== null) {
    const { snapshot, cacheKey, hit } = run;
    const repeat = { snapshot, day: dayOf(run.startedAtMs), cacheKey, ...hit, record: request, sharedRow: null };
    services.cache.rememberRepeat(run.repeatKey, repeat);
  }
}

/** What the prompt caches of the models called have kept and read. */
function learnCaching(run: Run, { promptCaching, metrics }: CompletionServices): void {
  if (run.cachings.length === 0) return;
  for (const [deploymentId, writes] of promptCaching.settle(run)) metrics.promptCacheWritesUnread(deploymentId, writes);
}

/** Gives back what was held and books what the calls cost; a call without a known price counts at the dearest of its provider. */
function settleHolds({ id, holds, attempts }: Run, { budgets }: CompletionServices): void {
  if (holds.length === 0) return;
  budgets.accounts.settle(
    id,
    holds.map((hold) => ({ ...hold, cost: chargeOf(attempts, hold.model) })),
  );
}

function record(request: RequestRecord, attempts: readonly AttemptRecord[], services: CompletionServices): void {
  services.ledger.record({ request, attempts });
  services.metrics.request(request);
}
