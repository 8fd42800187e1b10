import { jsonAnswer } from './answers-in-openapi.ts';
import {
  ANSWER_HEADERS,
  LCO_OPTIONS,
  MODEL_API_SECURITY,
  MODEL_CALL_ERRORS,
  MODEL_CALL_PARAMETERS,
} from './model-call-parts.ts';

const model = { type: 'string', description: 'As in chat completions.', example: 'auto' };
const stream = { type: 'boolean', description: 'Default true.' };
const object = { type: 'object', additionalProperties: true };
const format = { description: '`json`, or a JSON schema.' };
const think = { description: 'true, false, `low`, `medium` or `high`.' };
const common = { model, stream, format, think, options: object, keep_alive: {} };

/** Ollama's own API. Errors are `{"error":"…"}`, with a status before an answer and as a line within one. */
export const OLLAMA_PATHS = {
  '/api/chat': call({
    operationId: 'ollamaChat',
    summary: "Ollama's chat, answered by any model",
    required: ['model'],
    properties: {
      ...common,
      messages: { type: 'array', items: object },
      tools: { type: 'array', items: object },
    },
    example: { model: 'auto', messages: [{ role: 'user', content: 'Say hello in one word.' }], stream: false },
  }),
  '/api/generate': call({
    operationId: 'ollamaGenerate',
    summary: "Ollama's completion of a prompt, answered by any model",
    required: ['model'],
    properties: {
      ...common,
      prompt: { type: 'string' },
      system: { type: 'string' },
      images: { type: 'array', items: { type: 'string' } },
    },
    example: { model: 'auto', prompt: 'Say hello in one word.', stream: false },
  }),
  '/api/embed': call({
    operationId: 'ollamaEmbed',
    summary: "Ollama's embeddings, by exactly the model that is named",
    required: ['model', 'input'],
    properties: { model: { type: 'string' }, input: {}, dimensions: { type: 'integer' } },
    example: { model: 'text-embedding-3-small', input: ['a small boat', 'a large ship'] },
  }),
  '/api/embeddings': call({
    operationId: 'ollamaEmbeddings',
    summary: "Ollama's older embeddings: one text",
    required: ['model', 'prompt'],
    properties: { model: { type: 'string' }, prompt: { type: 'string' } },
    example: { model: 'text-embedding-3-small', prompt: 'a small boat' },
  }),
  '/api/tags': list('ollamaTags', 'Models that can be named, as Ollama lists them'),
  '/api/ps': list('ollamaPs', 'Models in memory: none, since none could be unloaded here'),
  '/api/version': list('ollamaVersion', 'The release of Ollama whose API is spoken'),
  '/api/show': {
    post: {
      tags: ['Models'],
      summary: 'What a model can do: its abilities and its window',
      operationId: 'ollamaShow',
      security: MODEL_API_SECURITY,
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: { type: 'object', required: ['model'], properties: { model } },
            example: { model: 'auto' },
          },
        },
      },
      responses: {
        200: jsonAnswer('The model.', object),
        401: MODEL_CALL_ERRORS[401],
        404: MODEL_CALL_ERRORS[404],
      },
    },
  },
};

interface CallText {
  readonly operationId: string;
  readonly summary: string;
  readonly required: readonly string[];
  readonly properties: Readonly<Record<string, object>>;
  readonly example: object;
}

function call({ operationId, summary, required, properties, example }: CallText) {
  const schema = {
    type: 'object',
    required: [...required],
    additionalProperties: true,
    properties: { ...properties, lco: LCO_OPTIONS },
  };
  const lines = 'stream' in properties ? { 'application/x-ndjson': { schema: { type: 'string' } } } : {};
  return {
    post: {
      tags: ['Models'],
      summary,
      operationId,
      security: MODEL_API_SECURITY,
      parameters: MODEL_CALL_PARAMETERS,
      requestBody: { required: true, content: { 'application/json': { schema, example } } },
      responses: {
        200: {
          description: 'The answer as Ollama writes it, streams as one JSON object a line; with `lco` at its end.',
          headers: ANSWER_HEADERS,
          content: { 'application/json': { schema: object }, ...lines },
        },
        ...MODEL_CALL_ERRORS,
      },
    },
  };
}

function list(operationId: string, summary: string) {
  return {
    get: {
      tags: ['Models'],
      summary,
      operationId,
      security: MODEL_API_SECURITY,
      responses: { 200: jsonAnswer('The answer.', object), 401: MODEL_CALL_ERRORS[401] },
    },
  };
}
