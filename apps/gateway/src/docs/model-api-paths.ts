import { MODES } from '@llm-cost-optimizer/contracts';
import { errorAnswer, jsonAnswer } from './answers-in-openapi.ts';

const bearer = [{ bearer: [] }];

const chatBody = {
  type: 'object',
  required: ['model', 'messages'],
  additionalProperties: true,
  description: "OpenAI's chat completion request. Fields not named here are passed on to the provider.",
  properties: {
    model: {
      type: 'string',
      description: '`auto` (also `lco/auto`, `lco/cost` …), a model name, or `provider/model` to pin one.',
      example: 'auto',
    },
    messages: {
      type: 'array',
      items: {
        type: 'object',
        required: ['role'],
        additionalProperties: true,
        properties: { role: { type: 'string', example: 'user' }, content: {} },
      },
    },
    stream: { type: 'boolean', nullable: true },
    max_completion_tokens: { type: 'integer', nullable: true },
    lco: {
      type: 'object',
      description: 'Options of the gateway; never sent to a provider.',
      properties: {
        mode: { type: 'string', enum: [...MODES] },
        max_cost_usd: { type: 'number', description: 'Refuse with 402 what is expected to cost more.' },
        allowed_models: { type: 'array', items: { type: 'string' }, description: 'Patterns such as `openai/*`.' },
        cache: { type: 'object', description: 'read, write, ttl_s, namespace', additionalProperties: true },
        tags: { type: 'array', items: { type: 'string' } },
        session_id: { type: 'string' },
        baseline: { type: 'string', description: 'Model that savings of this request are measured against.' },
        usage: { type: 'boolean', description: 'Send usage and cost at the end of a stream.' },
      },
    },
  },
};

const chatExample = {
  model: 'auto',
  messages: [{ role: 'user', content: 'Say hello in one word.' }],
  lco: { mode: 'cost', tags: ['team:docs'] },
};

const answerExample = {
  id: 'chatcmpl-abc',
  object: 'chat.completion',
  created: 1795478400,
  model: 'gpt-6-luna',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hello!' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 12, completion_tokens: 3, total_tokens: 15 },
};

const header = (description: string) => ({ description, schema: { type: 'string' } });

const errors = {
  400: errorAnswer('The request is not valid, or no model of the route can do what it needs.'),
  401: errorAnswer('No or no valid virtual key.'),
  402: errorAnswer('The budget is spent, or the request would cost more than its `max_cost_usd`.'),
  404: errorAnswer('Unknown model.'),
  409: errorAnswer('The `Idempotency-Key` was used for another request.'),
  429: errorAnswer('Every provider of the route refuses for its rate limit; `retry-after` says how long.'),
  502: errorAnswer("The provider's answer broke."),
  503: errorAnswer('No provider of the route answers, or this gateway is stopping.'),
  504: errorAnswer('No provider answered in time.'),
};

const modelObject = {
  type: 'object',
  properties: {
    id: { type: 'string' },
    object: { type: 'string', enum: ['model'] },
    created: { type: 'integer' },
    owned_by: { type: 'string' },
  },
};

/** The OpenAI-compatible endpoints; they are registered below the framework that describes the others. */
export const MODEL_API_PATHS = {
  '/v1/chat/completions': {
    post: {
      tags: ['Models'],
      summary: 'Answer a chat, with the cheapest model that can',
      operationId: 'createChatCompletion',
      security: bearer,
      parameters: [
        { name: 'x-lco-mode', in: 'header', schema: { type: 'string', enum: [...MODES] } },
        {
          name: 'x-lco-cache',
          in: 'header',
          schema: { type: 'string', enum: ['no-store', 'no-cache', 'off', 'only'] },
        },
        { name: 'x-lco-tags', in: 'header', schema: { type: 'string' }, description: 'Comma-separated.' },
        { name: 'x-request-id', in: 'header', schema: { type: 'string' }, description: 'Kept when well-formed.' },
        {
          name: 'idempotency-key',
          in: 'header',
          schema: { type: 'string', maxLength: 255 },
          description:
            'Makes the request once for 24 hours: the same key and body get the stored answer (docs/idempotency.md).',
        },
      ],
      requestBody: { required: true, content: { 'application/json': { schema: chatBody, example: chatExample } } },
      responses: {
        200: {
          description: 'The answer: JSON, or server-sent events ending with `data: [DONE]` when `stream` is true.',
          headers: {
            'x-request-id': header('Id of the request, for support and for the request page.'),
            'x-lco-model': header('Model that answered.'),
            'x-lco-provider': header('Its provider.'),
            'x-lco-cache': header('HIT, MISS, BYPASS or DEDUP.'),
            'x-lco-cost-usd': header('What was paid. Not on streams: see the last chunk.'),
            'x-lco-saved-usd': header('What the baseline would have cost more.'),
            'x-lco-idempotent-replay': header('`true` on the stored answer of an earlier request with the same key.'),
          },
          content: {
            'application/json': { schema: { type: 'object', additionalProperties: true }, example: answerExample },
            'text/event-stream': { schema: { type: 'string' } },
          },
        },
        ...errors,
      },
    },
  },
  '/v1/models': {
    get: {
      tags: ['Models'],
      summary: 'Models that can be named',
      operationId: 'listModels',
      security: bearer,
      responses: {
        200: jsonAnswer('The list.', {
          type: 'object',
          properties: { object: { type: 'string' }, data: { type: 'array', items: modelObject } },
        }),
        401: errors[401],
      },
    },
  },
  '/v1/models/{id}': {
    get: {
      tags: ['Models'],
      summary: 'One model',
      operationId: 'getModel',
      security: bearer,
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
      responses: { 200: jsonAnswer('The model.', modelObject), 401: errors[401], 404: errors[404] },
    },
  },
  '/v1/route': {
    post: {
      tags: ['Models'],
      summary: 'Which model would answer, and why; nothing is called',
      operationId: 'explainRoute',
      security: bearer,
      requestBody: { required: true, content: { 'application/json': { schema: chatBody, example: chatExample } } },
      responses: {
        200: jsonAnswer('The plan.', { type: 'object', additionalProperties: true }),
        400: errors[400],
        401: errors[401],
        404: errors[404],
      },
    },
  },
};
