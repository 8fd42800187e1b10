import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { OpenAIEmbeddings } from '@langchain/openai';
import { embedMany } from 'ai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ClientLab } from './client-lab.ts';
import { KEY, type Target } from './driver.ts';
import { clientOf as anthropicClientOf } from './drivers/anthropic.driver.ts';
import { clientOf as openAiClientOf } from './drivers/openai-chat.driver.ts';

const MODEL = 'openai/text-embedding-3-small';
const TEXTS = ['The harbour of Genoa.', 'Das Wetter in Turin 🌧.'];

let lab: ClientLab;
beforeAll(async () => {
  lab = await ClientLab.start();
});
afterAll(() => lab.stop());

/** What the client gives: the vectors, and the tokens of all texts where it tells them. */
interface Embedded {
  readonly vectors: readonly (readonly number[])[];
  readonly tokens: number | null;
}

const CLIENTS: readonly { readonly name: string; readonly embed: (target: Target) => Promise<Embedded> }[] = [
  {
    name: 'openai',
    embed: async (target) => {
      const { data, usage } = await openAiClientOf(target).embeddings.create({ model: target.model, input: TEXTS });
      return { vectors: data.map(({ embedding }) => embedding), tokens: usage.prompt_tokens };
    },
  },
  {
    name: '@langchain/openai',
    embed: async ({ url, id, model }) => {
      const configuration = { baseURL: `${url}/v1`, defaultHeaders: { 'x-request-id': id } };
      const embeddings = new OpenAIEmbeddings({ model, apiKey: KEY, maxRetries: 0, configuration });
      return { vectors: await embeddings.embedDocuments(TEXTS), tokens: null };
    },
  },
  {
    name: 'ai with @ai-sdk/openai-compatible',
    embed: async ({ url, id, model }) => {
      const headers = { 'x-request-id': id };
      const provider = createOpenAICompatible({ name: 'gateway', apiKey: KEY, baseURL: `${url}/v1`, headers });
      const answer = await embedMany({ model: provider.embeddingModel(model), values: TEXTS, maxRetries: 0 });
      return { vectors: answer.embeddings, tokens: answer.usage.tokens };
    },
  },
];

describe('embeddings', () => {
  it.each(CLIENTS)('$name: a vector for each text, booked as the provider billed it', async ({ embed }) => {
    const target = lab.target(MODEL);
    const { vectors, tokens } = await embed(target);
    expect(vectors.map(({ length }) => length)).toEqual([1536, 1536]);
    const row = await lab.row(target);
    const { attempt, book } = await lab.bookOf(row);
    expect(attempt).toMatchObject({ outcome: 'ok', usageSource: 'provider' });
    expect(attempt.usage.promptTokens).toBe(book.promptTokens);
    expect(tokens ?? book.promptTokens).toBe(book.promptTokens);
    expect(Number(attempt.costUsd)).toBeGreaterThan(0);
  });
});

describe('counting tokens with @anthropic-ai/sdk', () => {
  const messages = [{ role: 'user' as const, content: 'How many tokens are these?' }];

  it.each(['anthropic/claude-haiku-5-5', 'openai/gpt-6-luna', 'auto'])(
    'for %s: a number without a call that is billed',
    async (model) => {
      const before = lab.simulator.books.totals().promptTokens;
      const count = await anthropicClientOf(lab.target(model)).messages.countTokens({ model, messages });
      expect(count.input_tokens).toBeGreaterThan(3);
      expect(lab.simulator.books.totals().promptTokens).toBe(before);
    },
  );
});
