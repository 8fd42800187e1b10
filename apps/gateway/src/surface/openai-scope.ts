import { GatewayError } from '@llm-cost-optimizer/contracts';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { clientRequestId } from '../completions/open-run.ts';
import { errorHeaders } from '../completions/stages/respond/headers.ts';
import { surfaceOfUrl } from '../completions/surfaces/surfaces.ts';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
type Method = (typeof METHODS)[number];

/**
 * Opens a plugin scope of its own for routes of OpenAI's surface: bodies stay bytes whatever their content type says,
 * and every failure, the framework's too, is told in the error object of the path's surface. Nothing outside the scope changes.
 */
export async function openAiScope(
  fastify: FastifyInstance,
  options: { createId: () => string; metrics: { rejectedInput(code: string): void } },
  register: (scope: FastifyInstance) => void,
): Promise<void> {
  await fastify.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    scope.setErrorHandler((error: FastifyError, request, reply) => {
      const told = toGatewayError(error);
      // What is refused here never becomes a request with a row; this count is all there is of it.
      if (told.httpStatus < 500) options.metrics.rejectedInput(told.code);
      sendError(reply, told, requestIdOf(request, options.createId));
    });
    register(scope);
  });
}

/** Answers 405 to the methods that a path does not take. */
export function refuseOtherMethods(
  scope: FastifyInstance,
  path: string,
  allowed: Method,
  options: { createId: () => string },
): void {
  scope.route({
    method: METHODS.filter((method) => method !== allowed),
    url: path,
    // A HEAD route of our own would answer 405 to the check whether the address works.
    exposeHeadRoute: false,
    handler: (request, reply) => {
      const error = new GatewayError('method_not_allowed', `This endpoint takes ${allowed} only.`);
      void reply.header('allow', allowed);
      sendError(reply, error, requestIdOf(request, options.createId));
    },
  });
}

/** Sends the error object of the surface that was called (OpenAI's elsewhere) with status and retry hints. */
export function sendError(reply: FastifyReply, error: GatewayError, requestId: string): void {
  const headers = errorHeaders(error, requestId);
  for (let i = 0; i + 1 < headers.length; i += 2) void reply.header(headers[i] ?? '', headers[i + 1]);
  const surface = surfaceOfUrl(reply.request.url);
  if (surface.sendsRequestId) void reply.header('request-id', requestId);
  void reply.code(surface.errorStatus(error)).send(JSON.stringify(surface.errorBody(error, requestId)));
}

/** The client's own request id when it is well-formed, else a new one. */
export function requestIdOf(request: FastifyRequest, createId: () => string): string {
  return clientRequestId(headersOf(request)) ?? createId();
}

/** The headers in the form the stages read them. */
export function headersOf({ headers }: FastifyRequest): { header(name: string): string | null } {
  return {
    header: (name) => {
      const value = headers[name];
      return typeof value === 'string' && value !== '' ? value : null;
    },
  };
}

/** What the framework refuses before a handler runs. Its own words may quote the input, so they are not passed on. */
export function toGatewayError(error: FastifyError | GatewayError): GatewayError {
  if (error instanceof GatewayError) return error;
  const { statusCode = 500 } = error;
  if (statusCode === 413) return new GatewayError('request_too_large', 'The body is larger than this gateway takes.');
  if (statusCode === 408) return new GatewayError('request_timeout', 'The request did not arrive completely in time.');
  if (statusCode >= 400 && statusCode < 500) {
    const text = 'The request could not be read. Check its content-length, content-type and body.';
    return new GatewayError('invalid_request', text, { httpStatus: statusCode, cause: error });
  }
  return new GatewayError('internal_error', 'The gateway failed.', { cause: error });
}
