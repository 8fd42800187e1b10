import type { FastifyInstance } from 'fastify';
import { authenticate } from '../completions/stages/authenticate.stage.ts';
import type { KeyRing } from '../keys/key-ring.ts';
import { headersOf, openAiScope, refuseOtherMethods, requestIdOf } from '../surface/openai-scope.ts';
import { type OwnUsageServices, type ReadGroups, readOwnUsage } from './own-usage.ts';

export interface OwnUsageRoutesServices extends OwnUsageServices {
  readonly createId: () => string;
  readonly keys: KeyRing;
  readonly isLocal: boolean;
  readonly metrics: { rejectedInput(code: string): void };
}

/** Registers `GET /v1/me/usage`: what a key has used, asked for with the key itself. Makes a plugin scope of its own. */
export async function registerOwnUsageRoutes(
  fastify: FastifyInstance,
  services: OwnUsageRoutesServices,
  readGroups: ReadGroups,
): Promise<void> {
  await openAiScope(fastify, services, (scope) => {
    for (const path of ['/v1/me/usage', '/me/usage']) {
      scope.get(path, async (request, reply) => {
        const caller = authenticate(headersOf(request), services.keys, services);
        void reply.header('x-request-id', requestIdOf(request, services.createId));
        return readOwnUsage(caller, request.query, { services, readGroups });
      });
      refuseOtherMethods(scope, path, 'GET', services);
    }
  });
}
