import { jsonAnswer } from './answers-in-openapi.ts';
import {
  ANSWER_HEADERS,
  LCO_OPTIONS,
  MODEL_API_SECURITY,
  MODEL_CALL_ERRORS,
  MODEL_CALL_PARAMETERS,
} from './model-call-parts.ts';

const model = {
  type: 'string',
  description: '`auto`, a model name, or `provider/model` to pin one; as in chat completions.',
  example: 'auto',
};
const stream = { type: 'boolean', nullable: true };
const anything = {};
const object = { type: 'object', additionalProperties: true };

/** The further surfaces. Bodies and answers are those of the official APIs; only what we read or add is described. */
export const SURFACE_PATHS = {
  '/v1/messages': surface({
    operationId: 'createMessage',
    summary: "Anthropic's Messages API, answered by any model",
    required: ['model', 'max_tokens', 'messages'],
    properties: { model, max_tokens: { type: 'integer' }, messages: { type: 'array', items: object }, stream },
    example: { model: 'auto', max_tokens: 500, messages: [{ role: 'user', content: 'Say hello in one word.' }] },
  }),
  '/v1/messages/count_tokens': {
    post: {
      tags: ['Models'],
      summary: 'Count the tokens of a message, free; an estimate where no provider that counts is at hand',
      operationId: 'countMessageTokens',
      security: MODEL_API_SECURITY,
      requestBody: requestBody(
        ['model', 'messages'],
        { model, messages: { type: 'array', items: object } },
        {
          model: 'claude-haiku-5-5',
          messages: [{ role: 'user', content: 'Hello' }],
        },
      ),
      responses: {
        200: jsonAnswer('The count; `lco.estimated` is true where it was estimated.', {
          type: 'object',
          properties: { input_tokens: { type: 'integer' }, lco: object },
        }),
        ...MODEL_CALL_ERRORS,
      },
    },
  },
  '/v1/responses': surface({
    operationId: 'createResponse',
    summary: "OpenAI's Responses API, answered by any model",
    required: ['model'],
    properties: { model, input: anything, instructions: { type: 'string', nullable: true }, stream },
    example: { model: 'auto', input: 'Say hello in one word.' },
  }),
  '/v1/responses/compact': surface({
    operationId: 'compactResponse',
    summary: 'Make a long conversation short, by a provider that has this API',
    required: ['model'],
    properties: { model, input: anything, instructions: { type: 'string', nullable: true } },
    example: { model: 'openai/gpt-6-luna', input: [{ role: 'user', content: 'Name three rivers.' }] },
  }),
  '/v1/responses/input_tokens': {
    post: {
      tags: ['Models'],
      summary: 'Count the tokens of a response to come, free; an estimate where no provider that counts is at hand',
      operationId: 'countResponseTokens',
      security: MODEL_API_SECURITY,
      requestBody: requestBody([], { model, input: anything }, { model: 'gpt-6-luna', input: 'Hello' }),
      responses: {
        200: jsonAnswer('The count; `lco.estimated` is true where it was estimated.', {
          type: 'object',
          properties: { object: { type: 'string' }, input_tokens: { type: 'integer' }, lco: object },
        }),
        ...MODEL_CALL_ERRORS,
      },
    },
  },
  '/v1/moderations': surface({
    operationId: 'createModeration',
    summary: 'Moderation, by exactly the model that is named; free at OpenAI',
    required: ['input'],
    properties: { model: { type: 'string', example: 'omni-moderation-latest' }, input: anything },
    example: { input: ['a small boat'] },
  }),
  '/v1/completions': surface({
    operationId: 'createCompletion',
    summary: "OpenAI's old completions API, answered by any model",
    required: ['model', 'prompt'],
    properties: { model, prompt: anything, max_tokens: { type: 'integer', nullable: true }, stream },
    example: { model: 'auto', prompt: 'Say hello in one word.', max_tokens: 500 },
  }),
  '/v1/embeddings': surface({
    operationId: 'createEmbedding',
    summary: 'Embeddings, by exactly the model that is named',
    required: ['model', 'input'],
    properties: { model: { type: 'string', example: 'text-embedding-3-small' }, input: anything },
    example: { model: 'text-embedding-3-small', input: ['a small boat', 'a large ship'] },
  }),
};

interface SurfaceText {
  readonly operationId: string;
  readonly summary: string;
  readonly required: readonly string[];
  readonly properties: Readonly<Record<string, object>>;
  readonly example: object;
}

function surface({ operationId, summary, required, properties, example }: SurfaceText) {
  const hasStream = 'stream' in properties;
  return {
    post: {
      tags: ['Models'],
      summary,
      operationId,
      security: MODEL_API_SECURITY,
      parameters: MODEL_CALL_PARAMETERS,
      requestBody: requestBody(required, properties, example),
      responses: {
        200: {
          description: `The answer as the official API writes it${hasStream ? ', or its events when `stream` is true' : ''}; with \`usage.cost\` and \`lco\` besides.`,
          headers: ANSWER_HEADERS,
          content: {
            'application/json': { schema: object },
            ...(hasStream ? { 'text/event-stream': { schema: { type: 'string' } } } : {}),
          },
        },
        ...MODEL_CALL_ERRORS,
      },
    },
  };
}

function requestBody(required: readonly string[], properties: Readonly<Record<string, object>>, example: object) {
  const schema = {
    type: 'object',
    required: [...required],
    additionalProperties: true,
    properties: { ...properties, lco: LCO_OPTIONS },
  };
  return { required: true, content: { 'application/json': { schema, example } } };
}
