import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { ClientLab, SILENCE } from './client-lab.ts';
import type { Answer, Driver, Question, Target } from './driver.ts';
import { aiSdk } from './drivers/ai-sdk.driver.ts';
import { anthropic } from './drivers/anthropic.driver.ts';
import { groq } from './drivers/groq.driver.ts';
import { langchain } from './drivers/langchain.driver.ts';
import { ollamaChat, ollamaGenerate } from './drivers/ollama.driver.ts';
import { openAiChat } from './drivers/openai-chat.driver.ts';
import { openAiCompletions } from './drivers/openai-completions.driver.ts';
import { openAiResponses } from './drivers/openai-responses.driver.ts';

const DRIVERS: readonly Driver[] = [
  openAiChat,
  groq,
  langchain,
  aiSdk,
  anthropic,
  openAiResponses,
  openAiCompletions,
  ollamaChat,
  ollamaGenerate,
];
/** A model of each provider; those that see pictures have a model for it. */
const PROVIDERS = [
  { provider: 'openai', model: 'openai/gpt-6-luna', seeing: 'openai/gpt-6-luna' },
  // Takes tools in the Responses API only, and is asked for them there.
  { provider: 'openai, with tools elsewhere', model: 'openai/gpt-6.1-sol', seeing: 'openai/gpt-6.1-sol' },
  { provider: 'anthropic', model: 'anthropic/claude-haiku-5-5', seeing: 'anthropic/claude-haiku-5-5' },
  { provider: 'groq', model: 'groq/openai/gpt-oss-20b', seeing: 'groq/qwen/qwen3.6-27b' },
  { provider: 'ollama', model: 'ollama/gpt-oss:20b', seeing: 'ollama/gemma3:4b' },
  { provider: 'vllm', model: 'vllm/Qwen/Qwen3-8B', seeing: null },
];

const TEXT: Question = { prompt: 'Tell me about the harbour of Genoa in 20 words.' };
const TOOL: Question = { prompt: 'What is the weather in Genoa?', hasTool: true };
const TOOLS: Question = { prompt: 'Compare the weather in Genoa and in Turin.', hasTool: true };
const SCHEMA: Question = { prompt: 'Which city has the largest harbour of Italy?', hasSchema: true };
const IMAGE: Question = { prompt: 'What do you see?', hasImage: true };
const LONG: Question = { prompt: `Write an essay of 2000 words about Genoa ${SILENCE}.` };

let lab: ClientLab;
beforeAll(async () => {
  lab = await ClientLab.start();
});
afterAll(() => lab.stop());

describe.each(DRIVERS)('$name', (driver) => {
  describe.each(PROVIDERS)('to a model of $provider', ({ model, seeing }) => {
    const has = (...abilities: ('tools' | 'schema' | 'images')[]) =>
      abilities.every((one) => driver.abilities.has(one));

    it.concurrent('text, whole and as a stream', async (context) => {
      await needs(driver, context);
      const whole = await asked(model, (target) => driver.ask(target, TEXT));
      const streamed = await asked(model, (target) => driver.stream(target, TEXT));
      expect(whole.text).toMatch(/\w{3}/);
      expect(streamed.text).toBe(whole.text);
    });

    if (has('tools')) {
      it.concurrent('a call of a function, whole and as a stream', async (context) => {
        await needs(driver, context);
        for (const way of [driver.ask, driver.stream]) {
          const { calls } = await asked(model, (target) => way(target, TOOL));
          expect(calls).toEqual([{ name: 'get_weather', input: { city: expect.any(String) } }]);
        }
      });
    }

    if (has('tools')) {
      it.concurrent('two calls at once, whole and as a stream', async (context) => {
        await needs(driver, context);
        for (const way of [driver.ask, driver.stream]) {
          const { calls } = await asked(model, (target) => way(target, TOOLS));
          expect(calls.map(({ name }) => name)).toEqual(['get_weather', 'get_weather']);
        }
      });
    }

    if (has('schema')) {
      it.concurrent('JSON of a schema, whole and as a stream', async (context) => {
        await needs(driver, context);
        for (const way of [driver.ask, driver.stream]) {
          const { text } = await asked(model, (target) => way(target, SCHEMA));
          expect(JSON.parse(text)).toEqual({ city: expect.any(String), population: expect.any(Number) });
        }
      });
    }

    if (has('images') && seeing !== null) {
      it.concurrent('a picture', async (context) => {
        await needs(driver, context);
        const { text } = await asked(seeing, (target) => driver.ask(target, IMAGE));
        expect(text).toMatch(/\w{3}/);
      });
    }

    it.concurrent('leaving in the middle of a stream ends the call, and what came is booked', async (context) => {
      await needs(driver, context);
      const target = lab.target(model);
      await driver.leave(target, LONG);
      const row = await lab.row(target);
      const { attempt, book } = await lab.bookOf(row);
      expect(row.outcome).toBe('cancelled');
      expect(book.clientAborted).toBe(true);
      expect(attempt).toMatchObject({ outcome: 'cancelled', usageSource: 'estimated' });
      expect(attempt.usage.promptTokens).toBeGreaterThan(0);
      expect(attempt.usage.completionTokens).toBeGreaterThan(0);
    });

    it.concurrent('an error of the provider has its status, whole and as a stream', async (context) => {
      await needs(driver, context);
      const missing = `${model.slice(0, model.indexOf('/'))}/no-such-model`;
      for (const way of [driver.ask, driver.stream]) {
        const thrown = await way(lab.target(missing), TEXT).then(
          () => null,
          (error: unknown) => error,
        );
        expect(driver.statusOf(thrown), String(thrown)).toBe(404);
      }
    });
  });
});

/** Asks, and holds the ledger and the provider's books against what the client saw. */
async function asked(model: string, ask: (target: Target) => Promise<Answer>): Promise<Answer> {
  const target = lab.target(model);
  const answer = await ask(target);
  await lab.expectBooked(target, answer);
  return answer;
}

/** Skips the test where the gateway does not have the API. */
async function needs({ path }: Driver, { skip }: TestContext): Promise<void> {
  if (!(await lab.serves(path))) skip(`surface not served: ${path}`);
}
