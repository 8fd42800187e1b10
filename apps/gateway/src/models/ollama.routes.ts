import { GatewayError } from '@llm-cost-optimizer/contracts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { authenticate } from '../completions/stages/authenticate.stage.ts';
import { headersOf, openAiScope, refuseOtherMethods, requestIdOf } from '../surface/openai-scope.ts';
import type { ModelRoutesServices } from './model.routes.ts';
import { ollamaShow, ollamaTags } from './ollama-models.ts';

/** The release of Ollama whose API is spoken here; clients look at it to learn what they may ask for. */
export const OLLAMA_VERSION = '0.13.0';

/** Older clients write `name`. */
const showSchema = z
  .object({ model: z.string().min(1).max(512) })
  .or(z.object({ name: z.string().min(1).max(512) }).transform(({ name }) => ({ model: name })));
const MANAGED = ['pull', 'push', 'create', 'copy', 'delete', 'blobs/*'];

/**
 * Registers what Ollama's clients ask besides answers: `GET /api/tags`, `/api/ps`, `/api/version` and `POST /api/show`, with and
 * without `/v1` before it, needing the same key as a chat. Managing models is refused by name: they are configured.
 */
export async function registerOllamaRoutes(fastify: FastifyInstance, services: ModelRoutesServices): Promise<void> {
  const answerOf = (write: (request: FastifyRequest) => object) => (request: FastifyRequest, reply: FastifyReply) => {
    authenticate(headersOf(request), services.keys, services);
    void reply.header('x-request-id', requestIdOf(request, services.createId));
    return write(request);
  };
  const lists: Readonly<Record<string, () => object>> = {
    tags: () => ({ models: ollamaTags(services.snapshot(), services.clock.now()) }),
    // Nothing is held in memory here that could be unloaded.
    ps: () => ({ models: [] }),
    version: () => ({ version: OLLAMA_VERSION }),
  };
  await openAiScope(fastify, services, (scope) => {
    for (const prefix of ['/api', '/v1/api']) {
      for (const [name, write] of Object.entries(lists)) {
        scope.get(`${prefix}/${name}`, answerOf(write));
        refuseOtherMethods(scope, `${prefix}/${name}`, 'GET', services);
      }
      scope.post(
        `${prefix}/show`,
        answerOf((request) => show(request, services)),
      );
      refuseOtherMethods(scope, `${prefix}/show`, 'POST', services);
      for (const name of MANAGED) scope.all(`${prefix}/${name}`, answerOf(notManaged));
    }
  });
}

function show({ body }: FastifyRequest, { snapshot, clock }: ModelRoutesServices): object {
  const { model } = readShow(body);
  const found = ollamaShow(snapshot(), model, clock.now());
  if (found !== null) return found;
  const near = snapshot().catalogue.suggestNames(model);
  const hint = near.length > 0 ? `, did you mean ${near.join(' or ')}?` : '';
  throw new GatewayError('model_not_found', `model '${model.slice(0, 100)}' not found${hint}`, { param: 'model' });
}

function readShow(body: unknown): { readonly model: string } {
  let value: unknown = null;
  try {
    value = JSON.parse(Buffer.isBuffer(body) ? body.toString('utf8') : '');
  } catch (cause) {
    throw new GatewayError('invalid_request', 'The body is not valid JSON.', { cause });
  }
  const parsed = showSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new GatewayError('invalid_request', 'model is required', { param: 'model' });
}

function notManaged(): never {
  throw new GatewayError('not_found', 'Models are not managed here: they are those of the configured providers.');
}
