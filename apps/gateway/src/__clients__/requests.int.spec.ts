import type { ValidateFunction } from 'ajv/dist/2020.js';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ClientLab } from './client-lab.ts';
import { hasSchemas, isSchema, messagesApi, openAiApi, type PublishedApi } from './published-schemas.ts';
import { SchemaSampler } from './schema-sampler.ts';

const RUNS = 200;
const MODELS = [
  'auto',
  'openai/gpt-6-luna',
  'anthropic/claude-haiku-5-5',
  'groq/openai/gpt-oss-20b',
  'ollama/gpt-oss:20b',
  'vllm/Qwen/Qwen3-8B',
];
const OPENAI = '#/components/schemas/';
const ANTHROPIC = '#/definitions/AnthropicMessagesApi/properties/';

/** An API of the gateway and the published types of what goes in and comes out. */
interface Endpoint {
  readonly path: string;
  readonly api: () => PublishedApi;
  readonly request: string;
  readonly answer: string;
  /** Null where there are no streams. */
  readonly event: string | null;
  readonly error: string;
  /** What is put over half of the bodies, so that enough of them are answered. */
  readonly plain: Readonly<Record<string, unknown>>;
  readonly models: readonly string[];
  /** Providers whose own bytes are passed on here: what they leave out or add is theirs. */
  readonly passedOn: readonly string[];
  /** Where answers differ from the published types, by field: what would stand there instead. Undefined = nothing. */
  readonly deviations: Readonly<Record<string, (value: unknown) => unknown>>;
}

/** Our own fields, which the documentation names. */
const OWN = { lco: () => undefined };

const HELLO = [{ role: 'user', content: 'Tell me about the harbour of Genoa in 20 words.' }];
const openAi = { api: openAiApi, error: `${OPENAI}ErrorResponse`, models: MODELS };
const ENDPOINTS: readonly Endpoint[] = [
  {
    ...openAi,
    path: '/chat/completions',
    request: `${OPENAI}CreateChatCompletionRequest`,
    answer: `${OPENAI}CreateChatCompletionResponse`,
    event: `${OPENAI}CreateChatCompletionStreamResponse`,
    deviations: OWN,
    passedOn: ['groq', 'ollama', 'vllm'],
    plain: { messages: HELLO },
  },
  {
    ...openAi,
    path: '/responses',
    request: `${OPENAI}CreateResponse`,
    answer: `${OPENAI}Response`,
    event: `${OPENAI}ResponseStreamEvent`,
    deviations: OWN,
    passedOn: ['openai'],
    plain: { input: 'Tell me about the harbour of Genoa in 20 words.' },
  },
  {
    path: '/messages',
    api: messagesApi,
    request: `${ANTHROPIC}request`,
    answer: `${ANTHROPIC}response`,
    event: `${ANTHROPIC}streamEvent`,
    error: `${ANTHROPIC}errorBody`,
    deviations: { ...OWN, cost: () => undefined },
    passedOn: ['anthropic'],
    plain: { messages: HELLO, max_tokens: 500 },
    models: MODELS,
  },
  {
    ...openAi,
    path: '/completions',
    request: `${OPENAI}CreateCompletionRequest`,
    answer: `${OPENAI}CreateCompletionResponse`,
    event: `${OPENAI}CreateCompletionResponse`,
    // The description has no nulls in chunks; OpenAI sends them all the same.
    deviations: { ...OWN, finish_reason: (value) => value ?? 'stop', usage: (value) => value ?? undefined },
    passedOn: ['ollama', 'vllm'],
    plain: { prompt: 'Tell me about the harbour of Genoa in 20 words.' },
  },
  {
    ...openAi,
    path: '/embeddings',
    request: `${OPENAI}CreateEmbeddingRequest`,
    answer: `${OPENAI}CreateEmbeddingResponse`,
    event: null,
    deviations: { ...OWN, embedding: (value) => (typeof value === 'string' ? [] : value) },
    passedOn: [],
    plain: { input: ['Genoa'], encoding_format: 'float' },
    models: ['openai/text-embedding-3-small', 'openai/text-embedding-3-large'],
  },
  {
    ...openAi,
    path: '/moderations',
    request: `${OPENAI}CreateModerationRequest`,
    answer: `${OPENAI}CreateModerationResponse`,
    event: null,
    deviations: OWN,
    passedOn: [],
    plain: { input: ['Genoa', 'I will kill the process.'] },
    models: ['omni-moderation-latest', 'openai/omni-moderation-2024-09-26'],
  },
  {
    ...openAi,
    path: '/responses/input_tokens',
    request: `${OPENAI}TokenCountsBody`,
    answer: `${OPENAI}TokenCountsResource`,
    event: null,
    deviations: OWN,
    passedOn: [],
    plain: { input: 'Tell me about the harbour of Genoa in 20 words.' },
  },
  {
    ...openAi,
    path: '/responses/compact',
    request: `${OPENAI}CompactResponseMethodPublicBody`,
    answer: `${OPENAI}CompactResource`,
    event: null,
    deviations: { ...OWN, cost: () => undefined },
    passedOn: [],
    plain: { input: HELLO },
    models: ['auto', 'openai/gpt-6-luna', 'openai/gpt-6.2-sol'],
  },
];

describe.skipIf(!hasSchemas)('valid requests made from the published schemas (needs ../shared/specs)', () => {
  let lab: ClientLab;
  beforeAll(async () => {
    lab = await ClientLab.start();
  });
  afterAll(() => lab.stop());

  it.each(ENDPOINTS)(
    '$path: each gets an answer or an error of the published form, and none fails',
    async (endpoint) => {
      const api = endpoint.api();
      const checks = {
        request: api.validator(endpoint.request),
        answer: api.validator(endpoint.answer),
        event: endpoint.event === null ? null : api.validator(endpoint.event),
        error: api.validator(endpoint.error),
      };
      let answered = 0;
      let written = 0;
      await fc.assert(
        fc.asyncProperty(fc.noShrink(fc.integer({ min: 1 })), async (seed) => {
          const body = requestOf(endpoint, api, seed);
          fc.pre(checks.request(body));
          const { status, headers, text } = await lab.test.call('POST', `/v1${endpoint.path}`, body, {});
          const told = `${JSON.stringify(body)}\n${status} ${text}`;
          expect(status, told).toBeLessThan(500);
          if (status !== 200) return expectValid(checks.error, JSON.parse(text), told);
          answered += 1;
          const isOurs = !endpoint.passedOn.includes(headers.get('x-lco-provider') ?? '');
          if (isOurs) written += 1;
          if (headers.get('content-type')?.startsWith('text/event-stream') !== true) {
            const answer: unknown = JSON.parse(text);
            return isOurs ? expectValid(checks.answer, asPublished(answer, endpoint), told) : undefined;
          }
          if (checks.event === null) return expect.fail(`A stream was not asked for: ${told}`);
          for (const event of eventsOf(text)) if (isOurs) expectValid(checks.event, asPublished(event, endpoint), told);
        }),
        { numRuns: RUNS, seed: 1, maxSkipsPerRun: 1_000 },
      );
      expect(answered).toBeGreaterThan(RUNS / 5);
      expect(written).toBeGreaterThan(RUNS / 10);
    },
  );
});

function requestOf({ request, plain, models }: Endpoint, api: PublishedApi, seed: number): Record<string, unknown> {
  const sampler = new SchemaSampler(api, seed);
  const sampled = sampler.sample(api.resolve(request));
  const model = sampler.pick(models);
  return { ...(isSchema(sampled) ? sampled : {}), ...(sampler.random() < 0.6 ? plain : {}), model };
}

/** The answer without its known deviations. */
function asPublished(answer: unknown, { deviations }: Endpoint): unknown {
  return JSON.parse(
    JSON.stringify(answer, (key, value: unknown) => (key in deviations ? deviations[key]?.(value) : value)),
  );
}

function expectValid(validate: ValidateFunction, value: unknown, told: string): void {
  const isValid = validate(value);
  expect(isValid, `${JSON.stringify(validate.errors?.slice(0, 5))}\n${JSON.stringify(value)}\n${told}`).toBe(true);
}

/** What the events of a stream hold. An error ends a stream that broke; no provider breaks one here. */
function eventsOf(text: string): unknown[] {
  const lines = text.split('\n').filter((line) => line.startsWith('data: ') && line !== 'data: [DONE]');
  return lines.map((line) => JSON.parse(line.slice('data: '.length)));
}
