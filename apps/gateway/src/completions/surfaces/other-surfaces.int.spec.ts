import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bookSums, ledgerSums } from '../__testing__/books.ts';
import { type LiveGateway, post, startLiveGateway } from '../__testing__/live-gateway.ts';

let gateway: LiveGateway;
let client: OpenAI;

beforeEach(async () => {
  gateway = await startLiveGateway();
  client = new OpenAI({ baseURL: gateway.url, apiKey: 'sk-any', maxRetries: 0 });
});

afterEach(async () => {
  await gateway.quiet();
  await gateway.stop();
});

const lastRequest = () => gateway.entries.at(-1)?.request;

describe('embeddings', () => {
  const model = 'text-embedding-3-small';

  it.each(['float', 'base64'] as const)(
    'pass as %s, priced, booked to the token and measured against themselves',
    async (encoding_format) => {
      const input = ['a small boat', 'a large ship'];
      const answer = await client.embeddings.create({ model, input, encoding_format });
      await gateway.quiet();
      expect(answer.data).toHaveLength(2);
      const row = lastRequest();
      expect(row).toMatchObject({
        surface: 'embeddings',
        outcome: 'ok',
        servedProvider: 'openai',
        servedModel: model,
        baselineModel: `openai/${model}`,
        complexityScore: null,
      });
      expect(Number(row?.costUsd)).toBeGreaterThan(0);
      expect(row?.baselineCostUsd).toBe(row?.costUsd);
      expect(ledgerSums(gateway)).toEqual(bookSums(gateway));
      expect(answer).toMatchObject({ usage: { cost: Number(row?.costUsd) }, lco: { request_id: row?.id } });
      const again = await client.embeddings.create({ model, input, encoding_format });
      await gateway.quiet();
      expect(again.data).toEqual(answer.data);
      expect(lastRequest()).toMatchObject({ outcome: 'cache_exact', costUsd: '0' });
    },
  );

  it.each(['auto', 'gpt-6-luna', 'no-such-embedding', 'anthropic/claude-haiku-5-5'])(
    '%s is no embedding model',
    async (name) => {
      const asked = client.embeddings.create({ model: name, input: 'x' });
      await expect(asked).rejects.toMatchObject({ status: 404, code: 'model_not_found' });
    },
  );

  it('an empty input is refused, naming it', async () => {
    const asked = client.embeddings.create({ model, input: [] });
    await expect(asked).rejects.toMatchObject({ status: 400, param: 'input' });
  });
});

describe('the old completions', () => {
  it.each(['openai/gpt-6-luna', 'anthropic/claude-haiku-5-5', 'groq/openai/gpt-oss-20b'])(
    'are answered by %s, plain and streamed',
    async (model) => {
      const whole = await client.completions.create({ model, prompt: 'Name three rivers.', max_tokens: 2_000 });
      expect(whole.choices[0]?.text.length).toBeGreaterThan(0);
      await gateway.quiet();
      expect(whole.usage).toMatchObject({ cost: Number(lastRequest()?.costUsd) });
      let text = '';
      let cost: unknown = null;
      const body = { model, prompt: 'Name four rivers.', max_tokens: 2_000, stream_options: { include_usage: true } };
      for await (const chunk of await client.completions.create({ ...body, stream: true })) {
        text += chunk.choices[0]?.text ?? '';
        if (chunk.usage) cost = (chunk.usage as { cost?: number }).cost;
      }
      await gateway.quiet();
      expect(text.length).toBeGreaterThan(0);
      expect(cost).toBe(Number(lastRequest()?.costUsd));
      expect(lastRequest()).toMatchObject({ surface: 'completions', outcome: 'ok', isStreaming: true });
      expect(ledgerSums(gateway)).toEqual(bookSums(gateway));
      const repeat = await post(
        gateway.url,
        { ...body, stream: true, stream_options: undefined },
        { path: '/completions' },
      );
      expect(repeat.headers.get('x-lco-cache')).toBe('HIT');
      expect(repeat.text.endsWith('data: [DONE]\n\n')).toBe(true);
      expect(repeat.text).not.toContain('"usage":{');
    },
  );

  it('what no chat model can do is refused, naming it', async () => {
    const asked = client.completions.create({ model: 'auto', prompt: 'a', suffix: 'b' });
    await expect(asked).rejects.toMatchObject({ status: 400, code: 'no_capable_model', param: 'suffix' });
  });
});

describe('counting tokens', () => {
  it('is estimated, free and without a row when no provider counts', async () => {
    const anthropic = new Anthropic({ baseURL: gateway.url, apiKey: 'sk-any', maxRetries: 0 });
    const messages = [{ role: 'user' as const, content: 'How many tokens are in this sentence?' }];
    for (const model of ['claude-haiku-5-5', 'openai/gpt-6-luna', 'auto']) {
      const count = await anthropic.messages.countTokens({ model, messages });
      expect(count.input_tokens).toBeGreaterThan(5);
      expect(count).toMatchObject({ lco: { estimated: true } });
    }
    await gateway.quiet();
    expect(gateway.entries).toEqual([]);
  });

  it('a bad body is told in the form of the Messages API', async () => {
    const { status, text } = await post(gateway.url, { model: 'auto' }, { path: '/messages/count_tokens' });
    expect(status).toBe(400);
    expect(JSON.parse(text)).toMatchObject({ type: 'error', error: { type: 'invalid_request_error' } });
  });
});
