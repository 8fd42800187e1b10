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

describe('moderation', () => {
  it('judges text by text, free, and has a row', async () => {
    const input = ['A calm walk by the sea.', 'I will kill the process.'];
    const answer = await client.moderations.create({ input });
    expect(answer.results.map(({ flagged }) => flagged)).toEqual([false, true]);
    await gateway.quiet();
    expect(lastRequest()).toMatchObject({
      surface: 'moderations',
      outcome: 'ok',
      servedModel: 'omni-moderation-latest',
      costUsd: '0',
      baselineCostUsd: '0',
      isEstimated: false,
    });
    expect(answer).toMatchObject({ lco: { request_id: lastRequest()?.id, cost_usd: 0 } });
    expect(ledgerSums(gateway)).toEqual(bookSums(gateway));
  });

  it('takes images beside text', async () => {
    const image = { type: 'image_url' as const, image_url: { url: 'https://example.org/a.png' } };
    const answer = await client.moderations.create({
      model: 'omni-moderation-latest',
      input: [{ type: 'text', text: 'A picture.' }, image],
    });
    expect(answer.results).toHaveLength(1);
  });

  it.each(['auto', 'gpt-6-luna', 'anthropic/claude-haiku-5-5', 'no-such-moderation'])(
    '%s does not judge',
    async (model) => {
      const asked = client.moderations.create({ model, input: 'x' });
      await expect(asked).rejects.toMatchObject({ status: 404, code: 'model_not_found' });
    },
  );

  it('an empty input is refused, naming it', async () => {
    await expect(client.moderations.create({ input: [] })).rejects.toMatchObject({ status: 400, param: 'input' });
  });
});

describe('making a conversation short', () => {
  const input = [
    { role: 'user' as const, content: 'Name three rivers.' },
    { role: 'assistant' as const, content: 'Rhine, Danube, Elbe.' },
    { role: 'user' as const, content: 'And three lakes?' },
  ];

  it('is done by a provider that has it, booked like any answer, and the result goes on as input', async () => {
    const short = await client.responses.compact({ model: 'openai/gpt-6-luna', input, instructions: 'Be brief.' });
    expect(short.object).toBe('response.compaction');
    expect(short.output.at(-1)).toMatchObject({ type: 'compaction' });
    await gateway.quiet();
    const row = lastRequest();
    expect(row).toMatchObject({ surface: 'responses_compact', outcome: 'ok', servedModel: 'gpt-6-luna' });
    expect(short).toMatchObject({ usage: { cost: Number(row?.costUsd) }, lco: { request_id: row?.id } });
    expect(Number(row?.costUsd)).toBeGreaterThan(0);
    const more = { role: 'user' as const, content: 'Go on.' };
    const items = [...short.output, more] as OpenAI.Responses.ResponseInput;
    const next = await client.responses.create({ model: 'auto', input: items });
    expect(next).toMatchObject({ status: 'completed', lco: { provider: 'openai' } });
    await gateway.quiet();
    expect(ledgerSums(gateway)).toEqual(bookSums(gateway));
  });

  it('with any model goes to one that can; one that cannot is told', async () => {
    const short = await client.responses.compact({ model: 'auto', input });
    expect(short).toMatchObject({ object: 'response.compaction', lco: { provider: 'openai' } });
    const asked = client.responses.compact({ model: 'anthropic/claude-haiku-5-5', input });
    await expect(asked).rejects.toMatchObject({ status: 400, code: 'no_capable_model' });
  });
});

describe('what a provider has stored', () => {
  const calls: readonly [string, (openai: OpenAI) => Promise<unknown>][] = [
    ['retrieved', (openai) => openai.responses.retrieve('resp_1')],
    ['deleted', (openai) => openai.responses.delete('resp_1')],
    ['cancelled', (openai) => openai.responses.cancel('resp_1')],
    ['listed', async (openai) => (await openai.responses.inputItems.list('resp_1')).data],
    ['opened as a conversation', (openai) => openai.conversations.create({})],
  ];

  it.each(calls)('cannot be %s here, and the error says why', async (_name, call) => {
    const error = { status: 404, code: 'not_found', message: expect.stringContaining('Stored responses') };
    await expect(call(client)).rejects.toMatchObject(error);
  });
});

describe('counting tokens', () => {
  const messages = [{ role: 'user' as const, content: 'How many tokens are in this sentence?' }];
  const anthropicClient = () => new Anthropic({ baseURL: gateway.url, apiKey: 'sk-any', maxRetries: 0 });

  it.each(['claude-haiku-5-5', 'claude-haiku-4-5'])(
    'is done by the model that was named, %s, free and without a row',
    async (model) => {
      const { input_tokens: counted } = await anthropicClient().messages.countTokens({ model, messages });
      await gateway.quiet();
      expect(gateway.entries).toEqual([]);
      const pinned = `anthropic/${model}`;
      const answer = await anthropicClient().messages.create({ model: pinned, max_tokens: 500, messages });
      expect(counted).toBe(answer.usage.input_tokens);
    },
  );

  it('is estimated, and says so, for a model whose provider does not count', async () => {
    for (const model of ['openai/gpt-6-luna', 'gpt-6-luna', 'groq/openai/gpt-oss-20b']) {
      const count = await anthropicClient().messages.countTokens({ model, messages });
      expect(count.input_tokens).toBeGreaterThan(5);
      expect(count).toMatchObject({ lco: { estimated: true } });
    }
    await gateway.quiet();
    expect(gateway.entries).toEqual([]);
  });

  it.each(['claude-does-not-exist', 'anthropic/claude-does-not-exist'])(
    'a model that nobody has, %s, is not found, in the form of the API',
    async (model) => {
      const asked = anthropicClient().messages.countTokens({ model, messages });
      const error = { type: 'error', error: { type: 'not_found_error' } };
      await expect(asked).rejects.toMatchObject({ status: 404, error });
    },
  );

  it.each(['openai/gpt-6-luna', 'gpt-6.2-sol'])('of a response of %s is what it would be billed', async (model) => {
    const input = 'How many tokens are in this sentence?';
    const instructions = 'Answer in one word.';
    const { object, input_tokens: counted } = await client.responses.inputTokens.count({ model, input, instructions });
    expect(object).toBe('response.input_tokens');
    await gateway.quiet();
    expect(gateway.entries).toEqual([]);
    const pinned = model.startsWith('openai/') ? model : `openai/${model}`;
    const answer = await client.responses.create({ model: pinned, input, instructions });
    expect(counted).toBe(answer.usage?.input_tokens);
  });

  it('of a response is estimated, and says so, for a model whose provider does not count', async () => {
    const count = await client.responses.inputTokens.count({ model: 'anthropic/claude-haiku-5-5', input: 'Hello.' });
    expect(count).toMatchObject({ object: 'response.input_tokens', lco: { estimated: true } });
    for (const nothing of [{}, { input: [] }, { input: null }]) {
      const counted = await client.responses.inputTokens.count({ model: 'gpt-6-luna', ...nothing });
      expect(counted.input_tokens).toBeGreaterThanOrEqual(0);
    }
  });

  it('a response of a model that nobody has is not found', async () => {
    const asked = client.responses.inputTokens.count({ model: 'openai/gpt-none', input: 'Hello.' });
    await expect(asked).rejects.toMatchObject({ status: 404, code: 'model_not_found' });
  });

  it('a bad body is told in the form of the Messages API', async () => {
    const { status, text } = await post(gateway.url, { model: 'auto' }, { path: '/messages/count_tokens' });
    expect(status).toBe(400);
    expect(JSON.parse(text)).toMatchObject({ type: 'error', error: { type: 'invalid_request_error' } });
  });
});
