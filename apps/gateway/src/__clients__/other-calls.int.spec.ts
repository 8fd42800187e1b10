import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { OpenAIEmbeddings } from '@langchain/openai';
import { embedMany } from 'ai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ClientLab } from './client-lab.ts';
import { KEY, type Target } from './driver.ts';
import { clientOf as anthropicClientOf } from './drivers/anthropic.driver.ts';
import { clientOf as ollamaClientOf } from './drivers/ollama.driver.ts';
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
  {
    name: 'ollama',
    embed: async (target) => {
      const answer = await ollamaClientOf(target).embed({ model: target.model, input: TEXTS });
      return { vectors: answer.embeddings, tokens: answer.prompt_eval_count };
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

describe('embeddings of Ollama with its own client', () => {
  const model = 'ollama/nomic-embed-text';

  it('several texts, counted', async () => {
    const target = lab.target(model);
    const { embeddings, prompt_eval_count: tokens } = await ollamaClientOf(target).embed({ model, input: TEXTS });
    expect(embeddings.map(({ length }) => length)).toEqual([768, 768]);
    const { attempt, book } = await lab.bookOf(await lab.row(target));
    expect(attempt).toMatchObject({ outcome: 'ok', usageSource: 'provider' });
    expect([tokens, attempt.usage.promptTokens]).toEqual([book.promptTokens, book.promptTokens]);
  });

  it.each([model, MODEL])('one text in the older way, with %s', async (name) => {
    const target = lab.target(name);
    const { embedding } = await ollamaClientOf(target).embeddings({ model: name, prompt: 'The harbour of Genoa.' });
    expect(embedding.length).toBeGreaterThan(700);
    const { attempt } = await lab.bookOf(await lab.row(target));
    // Ollama counts nothing here.
    expect(attempt).toMatchObject({ outcome: 'ok', usageSource: name === model ? 'estimated' : 'provider' });
  });
});

describe('what else the client of Ollama asks', () => {
  it('models, what they can do, what runs, and the version', async () => {
    const client = ollamaClientOf(lab.target('auto'));
    const { models } = await client.list();
    const names = models.map(({ name }) => name);
    expect(new Set(models.map(({ digest }) => digest.slice(0, 12))).size).toBe(models.length);
    expect(names).toEqual(expect.arrayContaining(['auto', 'openai/gpt-6-luna', 'groq/openai/gpt-oss-20b']));
    expect((await client.show({ model: 'openai/gpt-6-luna' })).capabilities).toEqual(
      expect.arrayContaining(['completion', 'tools', 'vision']),
    );
    expect((await client.show({ model: MODEL })).capabilities).toEqual(['embedding']);
    expect((await client.show({ model: 'auto' })).capabilities).toContain('completion');
    await expect(client.show({ model: 'no-such-model' })).rejects.toMatchObject({ status_code: 404 });
    expect((await client.ps()).models).toEqual([]);
    expect((await client.version()).version).toMatch(/^\d+\.\d+\.\d+$/);
    await expect(client.delete({ model: 'auto' })).rejects.toMatchObject({ status_code: 404 });
  });

  it.each(['ollama/gpt-oss:20b', 'openai/gpt-6-luna', 'auto'])(
    'loading and unloading %s costs nothing',
    async (model) => {
      const before = lab.simulator.books.totals().promptTokens;
      const target = lab.target(model);
      const chat = await ollamaClientOf(target).chat({ model, messages: [], keep_alive: 0 });
      expect(chat).toMatchObject({ done: true, done_reason: 'unload', message: { content: '' } });
      expect((await ollamaClientOf(lab.target(model)).generate({ model, prompt: '' })).done_reason).toBe('load');
      expect(lab.simulator.books.totals().promptTokens).toBe(before);
      const row = await lab.row(target);
      expect(row.outcome).toBe('ok');
      expect(Number(row.costUsd ?? 0)).toBe(0);
    },
  );
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
