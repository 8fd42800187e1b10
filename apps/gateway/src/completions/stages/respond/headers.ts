import type { GatewayError } from '@llm-cost-optimizer/contracts';
import { toUsdString } from '@llm-cost-optimizer/pricing';
import type { TakenLimit } from '../../../limits/run-limits.ts';
import type { HeaderList } from '../../exchange.ts';
import type { Run } from '../../run.ts';
import type { CompletionServices } from '../../services.ts';
import type { Surface } from '../../surfaces/surface.ts';
import { budgetsOf } from '../reserve.stage.ts';

export const JSON_TYPE = ['content-type', 'application/json; charset=utf-8'] as const;
/** `x-accel-buffering` keeps proxies from collecting the stream. */
const UNBUFFERED = ['cache-control', 'no-cache', 'x-accel-buffering', 'no'] as const;
const EVENTS_TYPE = ['content-type', 'text/event-stream; charset=utf-8', ...UNBUFFERED] as const;
const LINES_TYPE = ['content-type', 'application/x-ndjson', ...UNBUFFERED] as const;

/** What says that a stream follows, in the form of the client's API. */
export function streamType({ isJsonLines }: Surface): readonly string[] {
  return isJsonLines ? LINES_TYPE : EVENTS_TYPE;
}

/** Places of the two values that differ between two answers with the same headers. */
const REQUEST_ID_AT = 1;
const OVERHEAD_AT = 3;
const MAX_HEADER_CHARS = 500;
const VISIBLE_ASCII = /^[\x20-\x7e]*$/;

/** Who answered, as the headers tell it. */
export interface Served {
  readonly provider: string;
  readonly model: string;
  readonly isSimulated: boolean;
  readonly attemptCount: number;
  readonly overheadMs: number;
}

/** Headers of an answer: who answered, why, and (where it is known before the body) what it cost. */
export function answerHeaders(run: Run, served: Served): HeaderList {
  const complexity = run.plan?.complexity ?? run.route?.complexity ?? null;
  const headers = [
    'x-request-id',
    run.clientRequestId,
    'x-lco-overhead-ms',
    served.overheadMs.toFixed(2),
    'x-lco-model',
    headerText(served.model),
    'x-lco-provider',
    served.provider,
    'x-lco-route-reason',
    headerText(run.plan?.reason ?? run.route?.reason ?? 'none'),
    'x-lco-cache',
    run.cache,
    'x-lco-attempts',
    String(served.attemptCount),
  ];
  if (complexity !== null) headers.push('x-lco-score', String(complexity.score));
  if (run.mode !== null) headers.push('x-lco-mode', run.mode);
  const cascade = run.cascade?.trace ?? null;
  if (cascade !== null) headers.push('x-lco-cascade', `${cascade.result}; check=${cascade.check}`);
  const expectedQuality = run.plan?.expectedQuality;
  if (expectedQuality !== undefined) headers.push('x-lco-expected-quality', String(expectedQuality));
  if (served.isSimulated) headers.push('x-lco-simulated', 'true');
  if (run.droppedParameters.length > 0) {
    headers.push('x-lco-dropped-params', headerText(run.droppedParameters.join(',')));
  }
  pushMoney(headers, run);
  return headers;
}

/** The same headers for another answer: its own request id and overhead, and the budget as it is now. */
export function freshHeaders(run: Run, headers: readonly string[], overheadMs: number): HeaderList {
  const fresh = headers.slice();
  fresh[REQUEST_ID_AT] = run.clientRequestId;
  fresh[OVERHEAD_AT] = overheadMs.toFixed(2);
  return fresh;
}

/** Adds what is left of the tightest budget that the request falls under, where there is one. */
export function pushBudget(headers: HeaderList, run: Run, services: CompletionServices): void {
  const left = services.budgets.left(budgetsOf(run, services));
  if (left !== null) headers.push('x-lco-budget-remaining-usd', toUsdString(left));
  pushLimits(headers, run);
  if (run.budgetAction !== null) headers.push('x-lco-budget-action', run.budgetAction.action);
}

/** Adds the tightest limit of each kind, in OpenAI's names. */
function pushLimits(headers: HeaderList, { limits }: Run): void {
  if (limits.length === 0) return;
  for (const unit of ['requests', 'tokens'] as const) {
    let tightest: TakenLimit | null = null;
    for (const one of limits) {
      if (one.unit !== unit) continue;
      if (tightest === null || one.state.remaining < tightest.state.remaining) tightest = one;
    }
    if (tightest === null) continue;
    const { limit, state } = tightest;
    headers.push(`x-ratelimit-limit-${unit}`, String(limit));
    headers.push(`x-ratelimit-remaining-${unit}`, String(state.remaining));
    headers.push(`x-ratelimit-reset-${unit}`, `${Math.ceil(state.resetMs / 1_000)}s`);
  }
}

/** Adds LiteLLM's names for what our own headers say, for tools that read those, where that is switched on. */
export function pushCompatible(headers: HeaderList, run: Run): void {
  if (run.snapshot.config.compatibility?.hasLitellmHeaders !== true) return;
  headers.push('x-litellm-call-id', run.id);
  const served = headerOf(headers, 'x-lco-model');
  if (served !== null) headers.push('x-litellm-model-id', `${headerOf(headers, 'x-lco-provider')}/${served}`);
  const cost = headerOf(headers, 'x-lco-cost-usd');
  if (cost !== null) headers.push('x-litellm-response-cost', cost);
}

function headerOf(headers: HeaderList, name: string): string | null {
  const at = headers.indexOf(name);
  return at < 0 ? null : (headers[at + 1] ?? null);
}

/** Headers of an error: when to come back, and whether coming back makes sense at all. */
export function errorHeaders(error: GatewayError, requestId: string): HeaderList {
  const headers: HeaderList = ['x-request-id', requestId, ...JSON_TYPE];
  if (!error.definition.shouldRetry) headers.push('x-should-retry', 'false');
  if (error.retryAfterMs !== null) {
    headers.push('retry-after', String(Math.ceil(error.retryAfterMs / 1_000)));
    headers.push('retry-after-ms', String(Math.ceil(error.retryAfterMs)));
  }
  return headers;
}

function pushMoney(headers: HeaderList, { accounting }: Run): void {
  if (accounting === null) return;
  if (accounting.costUsd !== null) headers.push('x-lco-cost-usd', accounting.costUsd);
  if (accounting.savings !== null) headers.push('x-lco-saved-usd', accounting.savings.savedUsd);
  if (accounting.baselineModel !== null) headers.push('x-lco-baseline', headerText(accounting.baselineModel));
}

/** Header values are visible ASCII; anything else a client or provider put into a name is replaced. */
function headerText(value: string): string {
  if (value.length <= MAX_HEADER_CHARS && VISIBLE_ASCII.test(value)) return value;
  return value.replace(/[^\x20-\x7e]/g, '?').slice(0, MAX_HEADER_CHARS);
}
