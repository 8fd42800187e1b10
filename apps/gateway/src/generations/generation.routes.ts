import { type Caller, GatewayError, type RequestDetail } from '@llm-cost-optimizer/contracts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { authenticate } from '../completions/stages/authenticate.stage.ts';
import type { KeyRing } from '../keys/key-ring.ts';
import { headersOf, openAiScope, refuseOtherMethods, requestIdOf } from '../surface/openai-scope.ts';
import { toGeneration } from './generation.ts';

export interface GenerationRoutesServices {
  readonly createId: () => string;
  readonly keys: KeyRing;
  readonly isLocal: boolean;
  readonly metrics: { rejectedInput(code: string): void };
}

/** One request of an organization by our id or the client's; null = not here. */
export type FindRequest = (organizationId: string, id: string) => Promise<RequestDetail | null>;

/**
 * Registers `GET /v1/generations/{id}`: what one answer cost, asked for afterwards by its `x-request-id`. Needs a key, and a
 * virtual key sees its own requests alone. A row is there within a second of the answer. Makes a plugin scope of its own.
 */
export async function registerGenerationRoutes(
  fastify: FastifyInstance,
  services: GenerationRoutesServices,
  find: FindRequest,
): Promise<void> {
  await openAiScope(fastify, services, (scope) => {
    for (const path of ['/v1/generations/:id', '/generations/:id']) {
      scope.get(path, async (request: FastifyRequest<{ Params: { id: string } }>, reply) => {
        const caller = authenticate(headersOf(request), services.keys, services);
        void reply.header('x-request-id', requestIdOf(request, services.createId));
        const found = await find(caller.organizationId, request.params.id);
        if (found === null || !isOwn(found, caller)) throw notHere();
        return { data: toGeneration(found) };
      });
      refuseOtherMethods(scope, path, 'GET', services);
    }
  });
}

function isOwn({ keyId }: RequestDetail, caller: Caller): boolean {
  return caller.keyId === null || caller.keyId === keyId;
}

/** The same words for what is missing, somebody else's or not yet written. */
function notHere(): GatewayError {
  return new GatewayError('not_found', 'No such generation. A new one is here within a second of its answer.');
}
