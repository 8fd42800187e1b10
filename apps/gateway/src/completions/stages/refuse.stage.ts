import { GatewayError } from '@llm-cost-optimizer/contracts';
import type { Run } from '../run.ts';
import type { CompletionServices } from '../services.ts';
import { errorHeaders } from './respond/headers.ts';

/**
 * Tells the client what went wrong: a status and OpenAI's error object, or, once the stream is open, one error event
 * without `[DONE]`, which every official client notices. Unknown errors become 500 and tell nothing of themselves.
 */
export function refuse(run: Run, thrown: unknown, services: CompletionServices): void {
  const error = toGatewayError(run, thrown, services);
  run.error = error;
  run.outcome = run.isClientGone ? 'cancelled' : outcomeOf(run, error);
  const { exchange } = run;
  if (!exchange.isOpen) {
    exchange.sendError(error.httpStatus, errorHeaders(run, error), error.toBody());
  } else {
    exchange.end(`data: ${JSON.stringify(error.toBody())}\n\n`);
  }
}

/** A request that never reached a provider was rejected; one that did has failed. */
function outcomeOf(run: Run, error: GatewayError): 'rejected' | 'failed' {
  if (run.attempts.length > 0) return 'failed';
  return error.httpStatus >= 500 ? 'failed' : 'rejected';
}

function toGatewayError(run: Run, thrown: unknown, services: CompletionServices): GatewayError {
  if (thrown instanceof GatewayError) {
    if (thrown.code === 'internal_error') services.onDefect(thrown.cause ?? thrown, run.id);
    return thrown;
  }
  services.onDefect(thrown, run.id);
  return new GatewayError('internal_error', `The gateway failed. Report it with the request id ${run.clientRequestId}.`, { cause: thrown });
}
