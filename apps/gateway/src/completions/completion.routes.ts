import { GatewayError } from '@llm-cost-optimizer/contracts';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { openAiScope, refuseOtherMethods, requestIdOf, sendError, toGatewayError } from '../surface/openai-scope.ts';
import { complete, refuseUnread } from './completion.pipeline.ts';
import { Exchange } from './exchange.ts';
import type { CompletionServices } from './services.ts';
import type { Surface } from './surfaces/surface.ts';
import { SURFACES } from './surfaces/surfaces.ts';

const EMPTY = Buffer.alloc(0);

/**
 * What a provider has stored belongs to whoever holds its key, not to one virtual key: passed on by its id alone, it could be
 * read or deleted by strangers.
 */
const NOT_STORED = new GatewayError(
  'not_found',
  'Stored responses and conversations are not offered here: send the earlier items as `input`, or ask the provider itself.',
);

export interface CompletionRoutesOptions {
  /** Largest request body; larger ones answer 413 before they are read. From the configuration at start. */
  readonly maxBodyBytes: number;
  /** Gets one promise per request, which never rejects and ends when the request is settled: what a drain waits for. */
  readonly track: (done: Promise<void>) => void;
}

/**
 * Registers the endpoints of all surfaces on the Fastify instance itself, below Nest: a Nest controller with guard and interceptor
 * costs more than the whole pipeline. The body stays bytes: it is hashed, parsed once and passed on.
 * With and without `/v1`, because clients are configured both ways. Also answers everything unknown below `/v1`.
 *
 * Makes a plugin scope of its own, so parsers and error handler of the instance are left alone. Await it before
 * `listen`. Fastify's `logger` should be off for these routes (two lines a request cost more than a cache hit).
 */
export async function registerCompletionRoutes(
  fastify: FastifyInstance,
  services: CompletionServices,
  { maxBodyBytes, track }: CompletionRoutesOptions,
): Promise<void> {
  const handlerOf = (surface: Surface) => (request: FastifyRequest, reply: FastifyReply) => {
    reply.hijack();
    const body = Buffer.isBuffer(request.body) ? request.body : EMPTY;
    track(complete(new Exchange({ headers: request.headers, body, response: reply.raw, surface }), services));
  };
  const refuserOf = (surface: Surface) => (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
    // Whatever else is wrong before a handler runs is the framework's to tell: nobody has asked anything yet.
    if (error.statusCode !== 413) throw error;
    reply.hijack();
    const response = reply.raw;
    // The client may go on sending what nobody will read.
    response.setHeader('connection', 'close');
    const exchange = new Exchange({ headers: request.headers, body: EMPTY, response, surface });
    refuseUnread(exchange, toGatewayError(error), services);
  };
  await openAiScope(fastify, services, (scope) => {
    for (const surface of SURFACES) {
      for (const path of [`/v1${surface.path}`, surface.path]) {
        scope.post(path, { bodyLimit: maxBodyBytes, errorHandler: refuserOf(surface) }, handlerOf(surface));
        refuseOtherMethods(scope, path, 'POST', services);
      }
    }
    for (const path of ['/responses/*', '/conversations', '/conversations/*'].flatMap((one) => [one, `/v1${one}`])) {
      scope.all(path, (request, reply) => {
        sendError(reply, NOT_STORED, requestIdOf(request, services.createId));
      });
    }
    for (const path of ['/v1', '/v1/*']) {
      scope.all(path, (request, reply) => {
        const error = new GatewayError('not_found', 'No such endpoint. See /docs for what there is.');
        sendError(reply, error, requestIdOf(request, services.createId));
      });
    }
  });
}
