import * as z from 'zod';

/** Client APIs that a provider with OpenAI's formats can have. */
export const COMPATIBLE_SURFACES = [
  'chat_completions',
  'responses',
  'responses_compact',
  'responses_input_tokens',
  'completions',
  'embeddings',
  'moderations',
] as const;

/** Written by us, or decided by the transport. */
const RESERVED_HEADERS = new Set(
  (
    'host connection content-length content-type transfer-encoding accept-encoding user-agent cookie authorization ' +
    'api-key x-api-key proxy-authorization te trailer upgrade expect keep-alive'
  ).split(' '),
);

const headerName = z
  .string()
  .regex(/^[a-z0-9-]{1,100}$/, 'must be a header name in lower case')
  .refine((name) => !RESERVED_HEADERS.has(name), 'is written by the gateway itself');
const headerValue = z
  .string()
  .max(1_000)
  .regex(/^[\x20-\x7e]*$/, 'must be printable ASCII');

/** How one provider with OpenAI's formats differs from OpenAI. The defaults suit most of them. */
export const providerQuirksSchema = z
  .strictObject({
    acceptsUnknownFields: z
      .boolean()
      .default(true)
      .describe('False: fields that OpenAI does not know are taken out of chat requests. Default true.'),
    rejectedFields: z
      .array(z.string().min(1).max(100))
      .max(100)
      .default([])
      .describe('Top-level fields of requests that the provider refuses, e.g. `seed`. Default none.'),
    maxTokensField: z
      .enum(['as_sent', 'max_tokens', 'max_completion_tokens'])
      .default('as_sent')
      .describe('Name that the provider gives to the limit of an answer in chat; the other name is changed to it.'),
    streamUsage: z
      .enum(['option', 'always', 'none'])
      .default('option')
      .describe(
        'Usage of streams comes when asked for with `stream_options`, always, or never (then it is estimated). Default `option`.',
      ),
    acceptsDeveloperRole: z
      .boolean()
      .default(false)
      .describe('False: messages of the role `developer` are sent as `system`. Default false.'),
    hasReasoningContent: z
      .boolean()
      .default(true)
      .describe('False: `reasoning_content` and other additions are taken out of messages sent back. Default true.'),
    supportedSurfaces: z
      .array(z.enum(COMPATIBLE_SURFACES))
      .default(['chat_completions'])
      .refine((surfaces) => surfaces.includes('chat_completions'), 'must contain chat_completions')
      .describe('APIs that the provider has. Default `chat_completions`.'),
    authHeader: z
      .enum(['bearer', 'api-key', 'x-api-key', 'none'])
      .default('bearer')
      .describe('Header that carries the key. Default `bearer`: `Authorization: Bearer <key>`.'),
    extraHeaders: z
      .record(headerName, headerValue)
      .default({})
      .describe('Headers sent with every request. Not for secrets.'),
    pathPrefix: z
      .string()
      .max(200)
      .regex(/^(?:\/(?:\{model\}|[A-Za-z0-9_.~-]+))*$/, 'must be a path such as `/openai/deployments/{model}`')
      .default('')
      .describe('Path between the base URL and `/chat/completions`; `{model}` stands for the model. Default none.'),
    apiVersion: z
      .string()
      .regex(/^[A-Za-z0-9._-]{1,50}$/, 'must be a version such as `2024-10-21`')
      .nullable()
      .default(null)
      .describe('Value of the query parameter `api-version`. Default none.'),
  })
  .describe('How a provider with the formats of OpenAI differs from OpenAI.');

export type ProviderQuirks = z.output<typeof providerQuirksSchema>;
