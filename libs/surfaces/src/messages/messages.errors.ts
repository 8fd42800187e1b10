import type { GatewayError } from '@llm-cost-optimizer/contracts';
import { namedEvent } from '../common/sse.ts';
import type { Fields } from '../surface.ts';

/** Anthropic's word for an HTTP status, as its documentation pairs them. */
function typeOf(httpStatus: number): string {
  switch (httpStatus) {
    case 401:
      return 'authentication_error';
    case 402:
      return 'billing_error';
    case 403:
      return 'permission_error';
    case 404:
      return 'not_found_error';
    case 408:
    case 504:
      return 'timeout_error';
    case 413:
      return 'request_too_large';
    case 429:
      return 'rate_limit_error';
    case 503:
    case 529:
      return 'overloaded_error';
    default:
      return httpStatus < 500 ? 'invalid_request_error' : 'api_error';
  }
}

/** Anthropic answers 529 where others answer 503; its clients know the pair of status and type. */
export function messagesErrorStatus(error: GatewayError): number {
  return error.httpStatus === 503 ? 529 : error.httpStatus;
}

/** `{"type":"error","error":{…},"request_id":…}`. */
export function messagesErrorBody(error: GatewayError, requestId: string): Fields {
  const fields = { type: typeOf(error.httpStatus), message: error.message };
  const details = error.details === undefined ? {} : { details: error.details };
  return { type: 'error', error: { ...fields, ...details }, request_id: requestId };
}

/** Official clients throw on an event of this name. */
export function messagesErrorEvent(error: GatewayError, requestId: string): string {
  return namedEvent('error', JSON.stringify(messagesErrorBody(error, requestId)));
}
