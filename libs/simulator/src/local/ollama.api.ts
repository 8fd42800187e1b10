import type { JsonRecord } from '../generator/json.ts';
import type { SimRequest } from '../generator/sim-request.ts';
import type { EmbeddingsApi } from '../openai/embeddings.ts';
import type { Problem, Wire } from '../server/wire.ts';
import { ollamaChat } from './local.chat.ts';
import { isIdle, readOllamaChat, readOllamaGenerate } from './ollama.request.ts';
import { chatForm, type Form, generateForm, ollamaBody, ollamaLines } from './ollama.response.ts';

/** `{"error":"…"}`: nothing but words. */
function errorBody({ message }: Problem): string {
  return JSON.stringify({ error: message });
}

const BROKEN = 'an error was encountered while running the model: unexpected EOF';

function apiWire(form: Form, read: (body: JsonRecord) => SimRequest): Wire {
  return {
    ...ollamaChat,
    read: (body) => (typeof body.model === 'string' && body.model !== '' ? read(body) : noModel()),
    plain: (reply) => ollamaBody(reply, form),
    stream: (reply) => ollamaLines(reply, form),
    error: (problem, requestId) => ({ body: errorBody(problem), headers: ['x-request-id', requestId] }),
    errorEvent: () => `${JSON.stringify({ error: BROKEN })}\n`,
    streamType: 'application/x-ndjson',
    brokenEvent: '{"model":"broken","mess\n',
    idle: (body) => (isIdle(body) ? idleBody(body, form) : null),
  };
}

function noModel(): Problem {
  return { status: 400, message: 'model is required', type: 'invalid_request_error', code: null, param: null };
}

function idleBody({ model, keep_alive: keepAlive }: JsonRecord, form: Form): string {
  const created_at = new Date(0).toISOString();
  const done_reason = keepAlive === 0 ? 'unload' : 'load';
  return JSON.stringify({ model, created_at, ...form({}), done: true, done_reason });
}

/** Ollama's own chat. */
export const ollamaApiChat: Wire = apiWire(chatForm, readOllamaChat);
/** Ollama's own completion of a prompt. */
export const ollamaApiGenerate: Wire = apiWire(generateForm, readOllamaGenerate);

const headersOf = (requestId: string): string[] => ['x-request-id', requestId];

/** Ollama's own embeddings. */
export const ollamaApiEmbed: EmbeddingsApi = {
  path: '/ollama/api/embed',
  wire: ollamaApiChat,
  inputOf: (body) => body.input,
  answerOf: (vectors, { name, promptTokens }) => ({
    model: name,
    embeddings: vectors.map((vector) => Array.from(vector)),
    total_duration: promptTokens * 100_000,
    load_duration: 0,
    prompt_eval_count: promptTokens,
  }),
  headersOf,
};

/** The older ones: one text, and no count. */
export const ollamaApiEmbeddings: EmbeddingsApi = {
  path: '/ollama/api/embeddings',
  wire: ollamaApiChat,
  inputOf: (body) => body.prompt,
  answerOf: ([vector]) => ({ embedding: Array.from(vector ?? []) }),
  headersOf,
};
