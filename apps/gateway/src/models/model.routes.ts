import { type Clock, GatewayError } from '@llm-cost-optimizer/contracts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { authenticate } from '../completions/stages/authenticate.stage.ts';
import type { KeyRing } from '../keys/key-ring.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { headersOf, openAiScope, refuseOtherMethods, requestIdOf } from '../surface/openai-scope.ts';
import { findModel, listModels } from './model-list.ts';

/** What the model list needs; `CompletionServices` has all of it. */
export interface ModelRoutesServices {
  readonly snapshot: () => Snapshot;
  readonly clock: Clock;
  readonly createId: () => string;
  readonly keys: KeyRing;
  readonly isLocal: boolean;
  readonly metrics: { rejectedInput(code: string): void };
}

/**
 * Registers `GET /v1/models` and `GET /v1/models/{id}` in OpenAI's shape, with and without `/v1`. Ids may hold slashes,
 * written as they are or as `%2F`. Needs the same key as a chat request. Makes a plugin scope of its own.
 */
export async function registerModelRoutes(fastify: FastifyInstance, services: ModelRoutesServices): Promise<void> {
  await openAiScope(fastify, services, (scope) => {
    for (const prefix of ['/v1', '']) {
      scope.get(`${prefix}/models`, (request, reply) => {
        authenticate(headersOf(request), services.keys, services);
        void reply.header('x-request-id', requestIdOf(request, services.createId));
        return { object: 'list', data: listModels(services.snapshot(), services.clock.now()) };
      });
      scope.get(`${prefix}/models/*`, (request, reply) => {
        authenticate(headersOf(request), services.keys, services);
        void reply.header('x-request-id', requestIdOf(request, services.createId));
        return oneModel(request, services);
      });
      refuseOtherMethods(scope, `${prefix}/models`, 'GET', services);
      refuseOtherMethods(scope, `${prefix}/models/*`, 'GET', services);
    }
  });
}

function oneModel(request: FastifyRequest, { snapshot, clock }: ModelRoutesServices) {
  const id = wildcardOf(request);
  const now = clock.now();
  const model = findModel(listModels(snapshot(), now), id, snapshot(), now);
  if (model !== null) return model;
  const near = snapshot().catalogue.suggestNames(id);
  const hint = near.length > 0 ? ` Did you mean ${near.join(' or ')}?` : '';
  throw new GatewayError('model_not_found', `No configured provider offers this model.${hint}`, { param: 'model' });
}

function wildcardOf({ params }: FastifyRequest): string {
  if (typeof params !== 'object' || params === null || !('*' in params)) return '';
  return String(params['*']);
}
