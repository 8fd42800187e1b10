import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Exchange } from '../completions/exchange.ts';
import type { CompletionServices } from '../completions/services.ts';
import { openAiScope, refuseOtherMethods, requestIdOf } from '../surface/openai-scope.ts';
import { dryRun } from './dry-run.ts';

const EMPTY = Buffer.alloc(0);

/**
 * Registers `POST /v1/route` (and `/route`): the body of a chat request, answered with the routing decision about it.
 * Needs the same key as a chat request. Makes a plugin scope of its own.
 */
export async function registerRouteRoutes(
  fastify: FastifyInstance,
  services: CompletionServices,
  { maxBodyBytes }: { readonly maxBodyBytes: number },
): Promise<void> {
  const handler = (request: FastifyRequest, reply: FastifyReply) => {
    const body = Buffer.isBuffer(request.body) ? request.body : EMPTY;
    void reply.header('x-request-id', requestIdOf(request, services.createId));
    return dryRun(new Exchange({ headers: request.headers, body, response: reply.raw }), services);
  };
  await openAiScope(fastify, services, (scope) => {
    for (const path of ['/v1/route', '/route']) {
      scope.post(path, { bodyLimit: maxBodyBytes }, handler);
      refuseOtherMethods(scope, path, 'POST', services);
    }
  });
}
