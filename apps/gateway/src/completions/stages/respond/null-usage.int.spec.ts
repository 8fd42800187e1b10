import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LiveGateway, post, startLiveGateway } from '../../__testing__/live-gateway.ts';

let gateway: LiveGateway;

beforeAll(async () => {
  gateway = await startLiveGateway();
});

afterAll(async () => {
  await gateway.quiet();
  await gateway.stop();
});

const chunksOf = (text: string): { usage?: unknown; choices: unknown[] }[] =>
  text
    .split('\n\n')
    .filter((event) => event.startsWith('data: {'))
    .map((event) => JSON.parse(event.slice('data: '.length)));

describe.each(['openai/gpt-6-luna', 'anthropic/claude-haiku-5-5', 'groq/openai/gpt-oss-20b'])(
  'a stream of %s',
  (model) => {
    const messages = [{ role: 'user', content: 'Name three rivers of Italy.' }];

    it.each(['MISS', 'HIT'])(
      'says usage once, at its end, and null before, to a client that asked (%s)',
      async (cache) => {
        const body = { model, messages, stream: true, stream_options: { include_usage: true } };
        const { headers, text } = await post(gateway.url, body);
        expect(headers.get('x-lco-cache')).toBe(cache);
        const chunks = chunksOf(text);
        const last = chunks.pop();
        expect(chunks.length).toBeGreaterThan(1);
        for (const chunk of chunks) expect(chunk.usage).toBeNull();
        expect(last).toMatchObject({ choices: [], usage: { total_tokens: expect.any(Number) } });
        await gateway.quiet();
      },
    );

    it('is read alike by the official client', async () => {
      const client = new OpenAI({ baseURL: gateway.url, apiKey: 'sk-any', maxRetries: 0 });
      const stream = client.chat.completions.stream({
        model,
        messages: [{ role: 'user', content: 'Name four rivers of Italy.' }],
        stream_options: { include_usage: true },
      });
      const completion = await stream.finalChatCompletion();
      expect(completion.choices[0]?.message.content).toMatch(/\w/);
      expect(completion.usage?.total_tokens).toBeGreaterThan(0);
    });

    it('says no usage to a client that did not ask', async () => {
      const { text } = await post(gateway.url, {
        model,
        messages: [{ role: 'user', content: 'Five rivers.' }],
        stream: true,
      });
      for (const chunk of chunksOf(text)) expect(chunk.usage ?? null).toBeNull();
    });
  },
);
