import type { IncomingMessage, ServerResponse } from 'node:http';
import { anthropicErrorBody } from '../anthropic/anthropic.messages.ts';
import { notFound } from '../anthropic/anthropic.problems.ts';
import { findModel, listModels } from '../models/model-directory.ts';
import type { ModelProfile, ProviderId } from '../models/model-profile.ts';
import { openAiErrorBody } from '../openai/openai.chat.ts';
import { unknownModel } from '../openai/openai.problems.ts';
import type { CallContext } from './handle-call.ts';
import { sendJson } from './send-json.ts';
import type { Wire } from './wire.ts';

const LIST_PATHS: readonly (readonly [string, ProviderId])[] = [
  ['/openai/v1/models', 'openai'],
  ['/anthropic/v1/models', 'anthropic'],
  ['/groq/openai/v1/models', 'groq'],
  ['/ollama/v1/models', 'ollama'],
  ['/vllm/v1/models', 'vllm'],
];

/** Lists of models and single models, and Ollama's tags. Free of charge. False when the path is none of them. */
export function handleModelList(
  { books, ids }: CallContext,
  wires: ReadonlyMap<string, Wire>,
  incoming: IncomingMessage,
  response: ServerResponse,
): boolean {
  if (incoming.method !== 'GET') return false;
  const path = (incoming.url ?? '').split('?', 1)[0] ?? '';
  if (path === '/ollama/api/tags') {
    books.countList();
    sendJson(response, 200, { models: listModels('ollama').map(ollamaTag) });
    return true;
  }
  if (path === '/ollama/api/version') {
    sendJson(response, 200, { version: '0.13.0' });
    return true;
  }
  const found = LIST_PATHS.find(([prefix]) => path === prefix || path.startsWith(`${prefix}/`));
  if (found === undefined) return false;
  const [prefix, provider] = found;
  books.countList();
  const wire = [...wires.values()].find((one) => one.provider === provider);
  const problem = wire?.checkKey(incoming.headers) ?? null;
  if (wire !== undefined && problem !== null) {
    const requestId = wire.requestIdPrefix + ids.next();
    const { body, headers } = wire.error(problem, requestId);
    sendJson(response, problem.status, JSON.parse(body), headers);
    return true;
  }
  if (path === prefix) sendJson(response, 200, listOf(provider));
  else sendOne(provider, decodeURIComponent(path.slice(prefix.length + 1)), response);
  return true;
}

function sendOne(provider: ProviderId, name: string, response: ServerResponse): void {
  const model = findModel(provider, name);
  if (model !== null && !model.isRetired) {
    sendJson(response, 200, entryOf(model));
    return;
  }
  const body =
    provider === 'anthropic' ? anthropicErrorBody(notFound(name), 'req_01models') : openAiErrorBody(unknownModel(name));
  sendJson(response, 404, JSON.parse(body));
}

function listOf(provider: ProviderId): object {
  const data = listModels(provider).map(entryOf);
  if (provider !== 'anthropic') return { object: 'list', data };
  const models = listModels(provider);
  return { data, has_more: false, first_id: models.at(0)?.id ?? null, last_id: models.at(-1)?.id ?? null };
}

function entryOf(model: ModelProfile): object {
  const base = { id: model.id, object: 'model', created: model.createdAt };
  switch (model.provider) {
    case 'openai':
      return { ...base, owned_by: 'system', shutdown_date: model.shutdownDate };
    case 'groq':
      return {
        ...base,
        owned_by: model.id.startsWith('openai/') ? 'OpenAI' : 'Alibaba Cloud',
        active: true,
        context_window: model.contextTokens,
        max_completion_tokens: model.maxOutputTokens,
        public_apps: null,
      };
    case 'ollama':
      return { ...base, owned_by: 'library' };
    case 'vllm':
      return {
        ...base,
        owned_by: 'vllm',
        root: model.id,
        parent: null,
        max_model_len: model.contextTokens,
        permission: [],
      };
    case 'anthropic':
      return anthropicEntry(model);
  }
}

function anthropicEntry(model: ModelProfile): object {
  const isDeprecated = model.shutdownDate !== null;
  return {
    type: 'model',
    id: model.servedId,
    display_name: model.id.replace(/^claude-/, 'Claude ').replaceAll('-', ' '),
    created_at: new Date(model.createdAt * 1000).toISOString(),
    capabilities: null,
    lifecycle: isDeprecated ? 'deprecated' : 'active',
    line: /opus|sonnet|haiku|fable/.exec(model.id)?.[0] ?? null,
    max_input_tokens: model.contextTokens,
    max_tokens: model.maxOutputTokens,
    deprecated_at: isDeprecated ? '2026-08-01T00:00:00Z' : null,
    retires_at: isDeprecated ? `${model.shutdownDate}T00:00:00Z` : null,
  };
}

function ollamaTag(model: ModelProfile): object {
  const size = model.id.split(':').at(-1) ?? '';
  return {
    name: model.id,
    model: model.id,
    modified_at: new Date(model.createdAt * 1000).toISOString(),
    size: 13_793_441_244,
    digest: Buffer.from(model.id.padEnd(32, '0').slice(0, 32)).toString('hex'),
    details: {
      parent_model: '',
      format: 'gguf',
      family: model.id.split(':')[0] ?? model.id,
      families: [model.id.split(':')[0] ?? model.id],
      parameter_size: size.toUpperCase(),
      quantization_level: 'MXFP4',
    },
  };
}
