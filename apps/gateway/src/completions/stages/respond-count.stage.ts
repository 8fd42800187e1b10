import { GatewayError } from '@llm-cost-optimizer/contracts';
import { textToBytes } from '../bytes.ts';
import type { Run } from '../run.ts';
import { JSON_TYPE } from './respond/headers.ts';

/**
 * Answers a request to count tokens with the router's own estimate, marked as such, when no provider that counts is at
 * hand or it failed. False = the request was another one, or is itself at fault.
 */
export function respondCount(run: Run, thrown: unknown): boolean {
  const { exchange, features } = run;
  const { writeCount } = exchange.surface;
  if (writeCount === null || exchange.isOpen || features === null) return false;
  if (!(thrown instanceof GatewayError) || !isNobodys(thrown, run)) return false;
  const lco = { request_id: run.id, requested_model: run.requested?.name ?? null, estimated: true };
  const body = textToBytes(JSON.stringify({ ...writeCount(features.promptTokensEstimated), lco }));
  run.outcome = run.isClientGone ? 'cancelled' : 'ok';
  exchange.send(200, ['x-request-id', run.clientRequestId, 'x-lco-estimated', 'true', ...JSON_TYPE], body);
  return true;
}

/**
 * Nothing that another body would mend. A model that was named and that nobody has is the client's mistake; a server that does not
 * know the endpoint says 404 too, but not about a model.
 */
function isNobodys({ code, httpStatus, cause }: GatewayError, { requested }: Run): boolean {
  if (code === 'model_not_found')
    return requested?.kind === 'virtual' || (isSaid(cause) && !/model/i.test(cause.message));
  return code === 'no_capable_model' || httpStatus === 429 || httpStatus >= 500;
}

function isSaid(cause: unknown): cause is { readonly message: string } {
  return typeof cause === 'object' && cause !== null && 'message' in cause && typeof cause.message === 'string';
}
