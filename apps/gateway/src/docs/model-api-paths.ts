import { errorAnswer, jsonAnswer } from './answers-in-openapi.ts';
import {
  ANSWER_HEADERS,
  LCO_OPTIONS,
  MODEL_API_SECURITY,
  MODEL_CALL_ERRORS,
  MODEL_CALL_PARAMETERS,
} from './model-call-parts.ts';
import { OLLAMA_PATHS } from './ollama-paths.ts';
import { SURFACE_PATHS } from './surface-paths.ts';

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
    lco: LCO_OPTIONS,
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
      security: MODEL_API_SECURITY,
      parameters: MODEL_CALL_PARAMETERS,
      requestBody: { required: true, content: { 'application/json': { schema: chatBody, example: chatExample } } },
      responses: {
        200: {
          description: 'The answer: JSON, or server-sent events ending with `data: [DONE]` when `stream` is true.',
          headers: ANSWER_HEADERS,
          content: {
            'application/json': { schema: { type: 'object', additionalProperties: true }, example: answerExample },
            'text/event-stream': { schema: { type: 'string' } },
          },
        },
        ...MODEL_CALL_ERRORS,
      },
    },
  },
  ...SURFACE_PATHS,
  ...OLLAMA_PATHS,
  '/v1/models': {
    get: {
      tags: ['Models'],
      summary: 'Models that can be named',
      operationId: 'listModels',
      security: MODEL_API_SECURITY,
      responses: {
        200: jsonAnswer('The list.', {
          type: 'object',
          properties: { object: { type: 'string' }, data: { type: 'array', items: modelObject } },
        }),
        401: MODEL_CALL_ERRORS[401],
      },
    },
  },
  '/v1/models/{id}': {
    get: {
      tags: ['Models'],
      summary: 'One model',
      operationId: 'getModel',
      security: MODEL_API_SECURITY,
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
      responses: {
        200: jsonAnswer('The model.', modelObject),
        401: MODEL_CALL_ERRORS[401],
        404: MODEL_CALL_ERRORS[404],
      },
    },
  },
  '/v1/generations/{id}': {
    get: {
      tags: ['Models'],
      summary: 'What one answer cost, asked for afterwards',
      description:
        'By the `x-request-id` of the answer, within a second of it. A virtual key sees its own requests alone.',
      operationId: 'getGeneration',
      security: MODEL_API_SECURITY,
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
      responses: {
        200: jsonAnswer("The record in the form of OpenRouter's `generation`, with the gateway's facts in `lco`.", {
          type: 'object',
          properties: { data: { type: 'object', additionalProperties: true } },
        }),
        401: MODEL_CALL_ERRORS[401],
        404: errorAnswer('No such generation.'),
      },
    },
  },
  '/v1/feedback': {
    post: {
      tags: ['Models'],
      summary: 'Say what an answer was worth',
      description:
        'By the `x-request-id` of the answer, within a second of it and later. One word per request: another one replaces it. A virtual key speaks of its own requests alone. Routing learns from it, for this organization only; never from the comment.',
      operationId: 'giveFeedback',
      security: MODEL_API_SECURITY,
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: {
              type: 'object',
              required: ['request_id'],
              additionalProperties: false,
              properties: {
                request_id: { type: 'string', maxLength: 128 },
                score: { type: 'number', minimum: 0, maximum: 1, nullable: true },
                rating: { type: 'string', enum: ['good', 'bad', 'up', 'down'], nullable: true },
                should_have_used: { type: 'string', enum: ['bigger', 'smaller'], nullable: true },
                comment: { type: 'string', maxLength: 2000, nullable: true },
              },
            },
            example: { request_id: '019abcde-0000-7000-8000-000000000000', rating: 'good' },
          },
        },
      },
      responses: {
        200: jsonAnswer('What is kept now; `teaches` = routing learns from it.', {
          type: 'object',
          properties: {
            object: { type: 'string', enum: ['feedback'] },
            request_id: { type: 'string' },
            status: { type: 'string', enum: ['created', 'replaced'] },
            model: { type: 'string', nullable: true },
            score: { type: 'number', nullable: true },
            should_have_used: { type: 'string', nullable: true },
            comment: { type: 'string', nullable: true },
            teaches: { type: 'boolean' },
          },
        }),
        400: errorAnswer('Nothing said, two judgements at once, or a field that is not known.'),
        401: MODEL_CALL_ERRORS[401],
        404: errorAnswer('No such request of this key.'),
      },
    },
  },
  '/v1/me/usage': {
    get: {
      tags: ['Models'],
      summary: 'What a key has used, asked for with the key itself',
      description:
        'Requests, tokens and cost of a period, day by day, with the budgets the key falls under and its limits. Needs the scope `usage`.',
      operationId: 'getOwnUsage',
      security: MODEL_API_SECURITY,
      parameters: [
        { name: 'range', in: 'query', schema: { type: 'string', enum: ['15m', '1h', '24h', '7d', '30d', 'month'] } },
        { name: 'from', in: 'query', schema: { type: 'string', format: 'date-time' } },
        { name: 'to', in: 'query', schema: { type: 'string', format: 'date-time' } },
      ],
      responses: {
        200: jsonAnswer('The usage.', { type: 'object', additionalProperties: true }),
        400: errorAnswer('The period is none.'),
        401: MODEL_CALL_ERRORS[401],
        403: errorAnswer('The key lacks the scope `usage`.'),
      },
    },
  },
  '/v1/route': {
    post: {
      tags: ['Models'],
      summary: 'Which model would answer, and why; nothing is called',
      operationId: 'explainRoute',
      security: MODEL_API_SECURITY,
      requestBody: { required: true, content: { 'application/json': { schema: chatBody, example: chatExample } } },
      responses: {
        200: jsonAnswer('The plan.', { type: 'object', additionalProperties: true }),
        400: MODEL_CALL_ERRORS[400],
        401: MODEL_CALL_ERRORS[401],
        404: MODEL_CALL_ERRORS[404],
      },
    },
  },
};
