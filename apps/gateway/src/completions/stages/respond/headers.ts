import type { GatewayError } from '@llm-cost-optimizer/contracts';
import type { Run } from '../../run.ts';

/** Headers that every answer carries, errors too. Returned as a fresh list to append to. */
export function baseHeaders(run: Run): string[] {
  return ['x-request-id', run.clientRequestId];
}

/** Headers of an answer: who answered, why, and (where it is known before the body) what it cost. */
export function answerHeaders(run: Run, served: { provider: string; model: string; attemptCount: number; overheadMs: number }): string[] {
  const headers = baseHeaders(run);
  const complexity = run.plan?.complexity ?? run.route?.complexity ?? null;
  headers.push(
    'x-lco-model', headerText(served.model),
    'x-lco-provider', served.provider,
    'x-lco-route-reason', headerText(run.plan?.reason ?? run.route?.reason ?? 'none'),
    'x-lco-cache', run.cache,
    'x-lco-attempts', String(served.attemptCount),
    'x-lco-overhead-ms', served.overheadMs.toFixed(2),
  );
  if (complexity !== null) headers.push('x-lco-score', String(complexity.score));
  if (run.mode !== null) headers.push('x-lco-mode', run.mode);
  if (run.snapshot.simulated !== 'none') headers.push('x-lco-simulated', 'true');
  if (run.droppedParameters.length > 0) headers.push('x-lco-dropped-params', headerText(run.droppedParameters.join(',')));
  if (run.accounting !== null) pushMoney(headers, run);
  return headers;
}

function pushMoney(headers: string[], run: Run): void {
  const { accounting } = run;
  if (accounting === null) return;
  if (accounting.costUsd !== null) headers.push('x-lco-cost-usd', accounting.costUsd);
  if (accounting.savings !== null) headers.push('x-lco-saved-usd', accounting.savings.savedUsd);
  if (accounting.baselineModel !== null) headers.push('x-lco-baseline', headerText(accounting.baselineModel));
}

/** Headers of an error: when to come back, and whether coming back makes sense at all. */
export function errorHeaders(run: Run, error: GatewayError): string[] {
  const headers = baseHeaders(run);
  if (!error.definition.shouldRetry) headers.push('x-should-retry', 'false');
  if (error.retryAfterMs !== null) {
    headers.push('retry-after', String(Math.ceil(error.retryAfterMs / 1_000)), 'retry-after-ms', String(Math.ceil(error.retryAfterMs)));
  }
  if (run.attempts.length > 0) headers.push('x-lco-attempts', String(run.attempts.length));
  return headers;
}

/** Header values are visible ASCII; anything else a client or provider put into a name is replaced. */
function headerText(value: string): string {
  return value.replace(/[^\x20-\x7e]/g, '?').slice(0, 500);
}
