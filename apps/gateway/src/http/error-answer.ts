import { GatewayError } from '@llm-cost-optimizer/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Sends an error in OpenAI's envelope with the headers that tell clients whether and when to repeat. */
export function sendGatewayError(request: FastifyRequest, reply: FastifyReply, error: GatewayError): FastifyReply {
  reply.header('x-request-id', request.id);
  if (error.retryAfterMs !== null) {
    reply.header('retry-after', String(Math.max(1, Math.ceil(error.retryAfterMs / 1_000))));
    reply.header('retry-after-ms', String(Math.ceil(error.retryAfterMs)));
  }
  if (!error.definition.shouldRetry) reply.header('x-should-retry', 'false');
  return reply.code(error.httpStatus).header('cache-control', 'no-store').send(error.toBody());
}

/**
 * Brings anything thrown around a handler to a catalogue error. Fastify's own errors (body too large, broken JSON,
 * unknown media type) are the client's; everything unknown is a defect and tells nothing of itself.
 */
export function toGatewayError(thrown: unknown, requestId: string): GatewayError {
  if (thrown instanceof GatewayError) return thrown;
  const status = statusOf(thrown);
  if (status === 404) return new GatewayError('not_found', 'No such endpoint. The list is at /docs.');
  if (status === 413)
    return new GatewayError('request_too_large', 'The request body is over the limit of this endpoint.');
  if (status === 415) {
    return new GatewayError('invalid_request', 'Send the body as JSON with `content-type: application/json`.', {
      httpStatus: 415,
    });
  }
  if (status !== null && status >= 400 && status < 500) {
    return new GatewayError('invalid_request', clientFault(thrown), { httpStatus: status });
  }
  return new GatewayError('internal_error', `The gateway failed. Report it with the request id ${requestId}.`, {
    cause: thrown,
  });
}

function statusOf(thrown: unknown): number | null {
  if (typeof thrown !== 'object' || thrown === null) return null;
  if ('getStatus' in thrown && typeof thrown.getStatus === 'function') return Number(thrown.getStatus());
  return 'statusCode' in thrown && typeof thrown.statusCode === 'number' ? thrown.statusCode : null;
}

/** Texts of Fastify and Nest about the form of a request; they never quote more than a path. */
function clientFault(thrown: unknown): string {
  return thrown instanceof Error && thrown.message !== '' ? thrown.message.slice(0, 500) : 'The request is not valid.';
}
