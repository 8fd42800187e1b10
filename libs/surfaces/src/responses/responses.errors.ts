import type { GatewayError } from '@llm-cost-optimizer/contracts';
import { namedEvent } from '../common/sse.ts';
import type { Fields } from '../surface.ts';

/** `error` of a failed response; the API has a closed list of codes. */
export function responseError(error: GatewayError): Fields {
  return { code: codeOf(error), message: error.message };
}

function codeOf({ code, httpStatus }: GatewayError): string {
  if (code === 'rate_limit_exceeded' || code === 'upstream_rate_limited') return 'rate_limit_exceeded';
  return httpStatus >= 400 && httpStatus < 500 ? 'invalid_prompt' : 'server_error';
}

/**
 * Data of the `error` event in the middle of a stream, without its number. Documentation has the fields at the top,
 * the real API within `error`; clients of both kinds are told.
 */
export function errorEventFields(error: GatewayError): Fields {
  const { message, type, param, code } = error.toBody().error;
  return { code, message, param, error: { type, code, message, param } };
}

/** The `error` event alone, for a stream whose number of events so far is not known. */
export function responsesErrorEvent(error: GatewayError): string {
  return namedEvent('error', JSON.stringify({ type: 'error', sequence_number: 0, ...errorEventFields(error) }));
}
