import OpenAI from 'openai';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bookSums, ledgerSums } from '../__testing__/books.ts';
import { type LiveGateway, post, startLiveGateway } from '../__testing__/live-gateway.ts';

let gateway: LiveGateway;
let client: OpenAI;

beforeEach(async () => {
  gateway = await startLiveGateway();
  client = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: 'sk-any', maxRetries: 0 });
});

afterEach(async () => {
  await gateway.quiet();
  await gateway.stop();
});

/** One that speaks the Responses API itself, two that are translated to. */
const MODELS = ['openai/gpt-6-luna', 'anthropic/claude-haiku-5-5', 'groq/openai/gpt-oss-20b'];
const PATH = { path: '/v1/responses' };
const WEATHER = {
  type: 'function' as const,
  name: 'get_weather',
  description: 'Weather of a city',
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  strict: false,
};
const lastRequest = () => gateway.entries.at(-1)?.request;

describe('the official client on the Responses API', () => {
  it.each(MODELS)('reads a whole answer of %s, booked to the token, with cost and facts', async (model) => {
    const response = await client.responses.create({ model, input: 'Name three rivers.' });
    await gateway.quiet();
    const row = lastRequest();
    expect(response.status).toBe('completed');
    expect(response.output_text.length).toBeGreaterThan(0);
    expect(row).toMatchObject({ surface: 'responses', outcome: 'ok' });
    expect(`${row?.servedProvider}/${row?.servedModel}`).toBe(model);
    expect(ledgerSums(gateway)).toEqual(bookSums(gateway));
    expect(response.usage).toMatchObject({ output_tokens: row?.usage?.completionTokens, cost: Number(row?.costUsd) });
    expect(response).toMatchObject({ lco: { request_id: row?.id, cost_usd: Number(row?.costUsd) } });
  });

  it.each(MODELS)(
    'reads a stream of %s through the helper, with cost and facts in the final response',
    async (model) => {
      const stream = client.responses.stream({ model, input: 'Tell me about bridges.' });
      let text = '';
      stream.on('response.output_text.delta', ({ delta }) => {
        text += delta;
      });
      const response = await stream.finalResponse();
      await gateway.quiet();
      const row = lastRequest();
      expect(response.output_text).toBe(text);
      expect(row).toMatchObject({ surface: 'responses', outcome: 'ok', isStreaming: true });
      expect(ledgerSums(gateway)).toEqual(bookSums(gateway));
      expect(response.usage).toMatchObject({ output_tokens: row?.usage?.completionTokens, cost: Number(row?.costUsd) });
      expect(response).toMatchObject({ lco: { request_id: row?.id } });
    },
  );

  it.each(MODELS)('calls tools at %s and goes on with the results at another provider', async (model) => {
    const asked = { model, tools: [WEATHER], tool_choice: { type: 'function' as const, name: 'get_weather' } };
    const input = [{ role: 'user' as const, content: 'The weather in Oslo?' }];
    const response = await client.responses.create({ ...asked, input });
    const call = response.output.find((item) => item.type === 'function_call');
    if (call?.type !== 'function_call') throw new Error('no call');
    const earlier = response.output.flatMap((item) =>
      item.type === 'function_call' || item.type === 'reasoning' ? [item] : [],
    );
    const result = { type: 'function_call_output' as const, call_id: call.call_id, output: 'Rain' };
    for (const next of MODELS) {
      const answer = await client.responses.create({
        model: next,
        tools: [WEATHER],
        input: [...input, ...earlier, result],
      });
      expect(answer.status).toBe('completed');
    }
    await gateway.quiet();
    expect(ledgerSums(gateway)).toEqual(bookSums(gateway));
  });

  it.each(MODELS)('serves repeats at %s from the cache in either form', async (model) => {
    for (const first of [false, true]) {
      const body = { model, input: `stored as ${first ? 'a stream' : 'a whole'}` };
      const read = (stream: boolean) =>
        stream ? client.responses.stream(body).finalResponse() : client.responses.create(body);
      const original = await read(first);
      await gateway.quiet();
      const before = gateway.simulator.books.totals().requests;
      for (const stream of [false, true]) {
        const repeat = await read(stream);
        await gateway.quiet();
        expect(repeat.output_text).toBe(original.output_text);
        expect(lastRequest()).toMatchObject({ outcome: 'cache_exact', costUsd: '0', surface: 'responses' });
      }
      expect(gateway.simulator.books.totals().requests).toBe(before);
    }
  });

  it('stored state goes to a provider of the surface, and is neither cached nor shared', async () => {
    await post(gateway.url, { model: 'anthropic/claude-haiku-5-5', input: 'Hi', previous_response_id: 'resp_1' }, PATH);
    await gateway.quiet();
    expect(lastRequest()).toMatchObject({ outcome: 'rejected', errorCode: 'no_capable_model', cache: 'BYPASS' });
    const background = await post(gateway.url, { model: 'auto', input: 'Hi', background: true }, PATH);
    expect(JSON.parse(background.text)).toMatchObject({ error: { param: 'background' } });
    const { status, text } = await post(gateway.url, { model: 'auto' }, PATH);
    expect(status).toBe(400);
    expect(JSON.parse(text)).toMatchObject({ error: { type: 'invalid_request_error', param: 'input' } });
  });

  it.each([
    ['openai/gpt-6-luna', 3],
    ['anthropic/claude-haiku-5-5', 3],
  ])('fault F26: a stream of %s that breaks makes the client throw', async (model, afterChunks) => {
    gateway.fault({ match: { times: 1 }, fault: { cut: 'afterChunks', afterChunks } });
    const read = async () => {
      for await (const _ of await client.responses.create({ model, input: 'A long story.', stream: true }));
    };
    await expect(read()).rejects.toBeInstanceOf(OpenAI.APIError);
    await gateway.quiet();
    expect(lastRequest()?.outcome).toBe('failed');
  });
});
