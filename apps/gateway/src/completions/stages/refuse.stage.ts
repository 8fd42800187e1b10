import { GatewayError } from '@llm-cost-optimizer/contracts';
import { textToBytes } from '../bytes.ts';
import type { Run } from '../run.ts';
import type { CompletionServices } from '../services.ts';
import { errorHeaders, pushCompatible } from './respond/headers.ts';

/**
 * Tells the client what went wrong in its surface's own form: a status and an error object, or, once the stream is open,
 * one error event and no end, which every official client notices. Unknown errors become 500 and tell nothing of themselves.
 * Never throws.
 */
export function refuse(run: Run, thrown: unknown, services: CompletionServices): void {
  const error = toGatewayError(run, thrown, services);
  run.error = error;
  run.outcome = run.isClientGone ? 'cancelled' : outcomeOf(run, error);
  try {
    tell(run, error);
  } catch (defect) {
    services.onDefect(defect, run.id);
    run.exchange.destroy();
  }
}

function tell(run: Run, error: GatewayError): void {
  const { exchange } = run;
  const { surface } = exchange;
  if (exchange.isOpen) {
    exchange.end(textToBytes(surface.errorEvent(error, run.clientRequestId)));
    return;
  }
  const body = textToBytes(JSON.stringify(surface.errorBody(error, run.clientRequestId)));
  const headers = errorHeaders(error, run.clientRequestId);
  pushCompatible(headers, run);
  if (run.attempts.length > 0) headers.push('x-lco-attempts', String(run.attempts.length));
  exchange.send(surface.errorStatus(error), headers, body);
}

/**
 * What the client got wrong is rejected, also where only the provider noticed it; what we or the providers could not do
 * has failed, and counts against the uptime.
 */
function outcomeOf(run: Run, error: GatewayError): 'rejected' | 'failed' {
  // Once the stream is open the client has part of an answer that will never be whole.
  if (error.httpStatus >= 500 || run.exchange.isOpen) return 'failed';
  // A provider's rate limit, whether it was told just now or keeps its models from being called at all.
  if (error.code === 'upstream_rate_limited') return 'failed';
  if (run.attempts.length === 0) return 'rejected';
  // A route to a model that nobody offers is the operator's.
  const isPinned = run.requested?.kind === 'pinned';
  return error.httpStatus === 429 || (error.code === 'model_not_found' && !isPinned) ? 'failed' : 'rejected';
}

function toGatewayError(run: Run, thrown: unknown, services: CompletionServices): GatewayError {
  if (thrown instanceof GatewayError) {
    if (thrown.code === 'internal_error') services.onDefect(thrown.cause ?? thrown, run.id);
    return thrown;
  }
  if (isTooDeep(thrown)) {
    return new GatewayError('invalid_request', 'The body is nested too deeply. Flatten it to some hundred levels.');
  }
  services.onDefect(thrown, run.id);
  const text = `The gateway failed. Report it with the request id ${run.clientRequestId}.`;
  return new GatewayError('internal_error', text, { cause: thrown });
}

/** What V8 throws when JSON of a hundred thousand levels is written again. Only a body from outside nests like that. */
function isTooDeep(thrown: unknown): boolean {
  return thrown instanceof RangeError && thrown.message.includes('call stack');
}
