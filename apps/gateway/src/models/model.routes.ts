import { type Caller, type Clock, GatewayError } from '@llm-cost-optimizer/contracts';
import { isAllowed } from '@llm-cost-optimizer/routing';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { authenticate } from '../completions/stages/authenticate.stage.ts';
import type { KeyRing } from '../keys/key-ring.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { headersOf, openAiScope, refuseOtherMethods, requestIdOf } from '../surface/openai-scope.ts';
import { findModel, type ListedModel, listModels } from './model-list.ts';

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
        const caller = authenticate(headersOf(request), services.keys, services);
        void reply.header('x-request-id', requestIdOf(request, services.createId));
        return { object: 'list', data: modelsOf(caller, services) };
      });
      scope.get(`${prefix}/models/*`, (request, reply) => {
        const caller = authenticate(headersOf(request), services.keys, services);
        void reply.header('x-request-id', requestIdOf(request, services.createId));
        return oneModel(request, caller, services);
      });
      refuseOtherMethods(scope, `${prefix}/models`, 'GET', services);
      refuseOtherMethods(scope, `${prefix}/models/*`, 'GET', services);
    }
  });
}

/** What the key may name: virtual models always, others as far as it was made for them. */
function modelsOf({ rights }: Caller, { snapshot, clock }: ModelRoutesServices): readonly ListedModel[] {
  const models = listModels(snapshot(), clock.now());
  const allowed = rights?.allowedModels ?? null;
  if (allowed === null) return models;
  return models.filter(({ id, owned_by: owner }) => {
    const model = id.startsWith(`${owner}/`) ? id.slice(owner.length + 1) : id;
    return owner === 'lco' || isAllowed({ id, model }, allowed);
  });
}

function oneModel(request: FastifyRequest, caller: Caller, services: ModelRoutesServices) {
  const { snapshot, clock } = services;
  const id = wildcardOf(request);
  const model = findModel(modelsOf(caller, services), id, snapshot(), clock.now());
  if (model !== null) return model;
  const near = snapshot().catalogue.suggestNames(id);
  const hint = near.length > 0 ? ` Did you mean ${near.join(' or ')}?` : '';
  throw new GatewayError('model_not_found', `No configured provider offers this model.${hint}`, { param: 'model' });
}

function wildcardOf({ params }: FastifyRequest): string {
  if (typeof params !== 'object' || params === null || !('*' in params)) return '';
  return String(params['*']);
}
