import Anthropic from '@anthropic-ai/sdk';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bookSums, ledgerSums } from '../__testing__/books.ts';
import { type LiveGateway, post, startLiveGateway } from '../__testing__/live-gateway.ts';

let gateway: LiveGateway;
let client: Anthropic;

beforeEach(async () => {
  gateway = await startLiveGateway();
  client = new Anthropic({ baseURL: gateway.url, apiKey: 'sk-any', maxRetries: 0 });
});

afterEach(async () => {
  await gateway.quiet();
  await gateway.stop();
});

/** One that speaks the Messages API itself, two that are translated to. */
const MODELS = ['anthropic/claude-haiku-5-5', 'openai/gpt-6-luna', 'groq/openai/gpt-oss-20b'];
const WEATHER = {
  name: 'get_weather',
  description: 'Weather of a city',
  input_schema: { type: 'object' as const, properties: { city: { type: 'string' } }, required: ['city'] },
};
const ask = (model: string, content: string) => ({
  model,
  max_tokens: 3_000,
  messages: [{ role: 'user' as const, content }],
});
const lastRequest = () => gateway.entries.at(-1)?.request;
/** Our additions, which the client's types do not know. */
const factsOf = (answer: object) => (answer as { lco?: Record<string, unknown> }).lco;

describe('the official Messages client', () => {
  it.each(MODELS)('reads a whole answer of %s, booked to the token', async (model) => {
    const { data: message, response } = await client.messages.create(ask(model, 'Name three rivers.')).withResponse();
    await gateway.quiet();
    expect(message).toMatchObject({ type: 'message', role: 'assistant', stop_reason: 'end_turn' });
    expect(message.content[0]).toMatchObject({ type: 'text' });
    expect(ledgerSums(gateway)).toEqual(bookSums(gateway));
    const row = lastRequest();
    expect(row).toMatchObject({ surface: 'messages', outcome: 'ok', isStreaming: false });
    expect(`${row?.servedProvider}/${row?.servedModel}`).toBe(model);
    expect(message.usage.output_tokens).toBe(row?.usage?.completionTokens);
    expect(response.headers.get('request-id')).toBe(row?.id);
    expect(response.headers.get('x-lco-cost-usd')).toBe(row?.costUsd);
    expect(message.usage).toMatchObject({ cost: Number(row?.costUsd) });
    expect(factsOf(message)).toMatchObject({ cost_usd: Number(row?.costUsd), cache: 'miss', request_id: row?.id });
  });

  it.each(MODELS)('reads a stream of %s, with cost and facts in its last event', async (model) => {
    const stream = client.messages.stream(ask(model, 'Tell me a story about a bridge.'));
    const deltas: Record<string, unknown>[] = [];
    stream.on('streamEvent', (event) => {
      if (event.type === 'message_delta') deltas.push({ ...event });
    });
    const message = await stream.finalMessage();
    await gateway.quiet();
    expect(message.stop_reason).toBe('end_turn');
    expect(ledgerSums(gateway)).toEqual(bookSums(gateway));
    const row = lastRequest();
    expect(row).toMatchObject({ surface: 'messages', outcome: 'ok', isStreaming: true });
    expect(message.usage.output_tokens).toBe(row?.usage?.completionTokens);
    expect(deltas).toHaveLength(1);
    expect(deltas[0]).toMatchObject({ usage: { cost: Number(row?.costUsd) }, lco: { request_id: row?.id } });
  });

  it.each(MODELS)('calls tools at %s, plain and streamed, and goes on with their results', async (model) => {
    const body = { ...ask(model, 'What is the weather in Oslo?'), tools: [WEATHER] };
    const forced = { ...body, tool_choice: { type: 'tool' as const, name: 'get_weather' } };
    const whole = await client.messages.create(forced);
    const streamed = await client.messages.stream(forced).finalMessage();
    for (const message of [whole, streamed]) {
      expect(message.stop_reason).toBe('tool_use');
      const call = message.content.find(({ type }) => type === 'tool_use');
      if (call?.type !== 'tool_use') throw new Error('no call');
      expect(call.name).toBe('get_weather');
      const result = { type: 'tool_result' as const, tool_use_id: call.id, content: 'Rain, 4 degrees' };
      const next = await client.messages.create({
        ...body,
        messages: [
          ...body.messages,
          { role: 'assistant', content: message.content },
          { role: 'user', content: [result] },
        ],
      });
      expect(next.type).toBe('message');
    }
    await gateway.quiet();
    expect(ledgerSums(gateway)).toEqual(bookSums(gateway));
  });

  it('is routed by the plain name of a model, and told who answered', async () => {
    const message = await client.messages.create(ask('claude-opus-5-5', 'Say hello.'));
    await gateway.quiet();
    const row = lastRequest();
    expect(row).toMatchObject({ requestedModel: 'claude-opus-5-5', baselineModel: 'anthropic/claude-opus-5-5' });
    expect(row?.routeReason).toMatch(/^mode:/);
    expect(factsOf(message)).toMatchObject({ requested_model: 'claude-opus-5-5', model: row?.servedModel });
    expect(Number(row?.savings?.savedUsd)).toBeGreaterThan(0);
  });
});

describe('what chat models cannot do', () => {
  const search = { type: 'web_search_20250305' as const, name: 'web_search' as const };

  it('is served by a provider of the surface only, with the client’s own body', async () => {
    const body = { ...ask('auto', 'What is new?'), mcp_servers: [], tools: [search] };
    const { status, text } = await post(gateway.url, body, { path: '/v1/messages' });
    await gateway.quiet();
    const row = lastRequest();
    expect(row?.trace.dropped.map(({ cause }) => cause)).toContain('surface_feature');
    if (status === 200) expect(row?.servedProvider).toBe('anthropic');
    else expect(JSON.parse(text)).toMatchObject({ type: 'error' });
    expect(new Set(gateway.entries.flatMap(({ attempts }) => attempts).map(({ provider }) => provider))).toEqual(
      new Set(['anthropic']),
    );
  });

  it('is refused for a pinned model of another provider, naming what is missing', async () => {
    const asked = client.messages.create({ ...ask('openai/gpt-6-luna', 'What is new?'), tools: [search] });
    await expect(asked).rejects.toMatchObject({ status: 400, error: { error: { type: 'invalid_request_error' } } });
    await gateway.quiet();
    expect(lastRequest()).toMatchObject({ outcome: 'rejected', errorCode: 'no_capable_model', attemptCount: 0 });
  });
});

describe('errors in the surface’s own shape', () => {
  it('a bad body, a wrong method and an unknown model', async () => {
    const bad = await post(gateway.url, { model: 'auto', messages: [] }, { path: '/messages' });
    expect(bad.status).toBe(400);
    expect(JSON.parse(bad.text)).toMatchObject({ type: 'error', error: { type: 'invalid_request_error' } });
    expect(bad.headers.get('request-id')).toBe(bad.headers.get('x-request-id'));
    const method = await fetch(`${gateway.url}/v1/messages`);
    expect(method.status).toBe(405);
    expect(await method.json()).toMatchObject({ type: 'error' });
    await expect(client.messages.create(ask('openai/no-such-model', 'Hi'))).rejects.toBeInstanceOf(
      Anthropic.NotFoundError,
    );
  });

  it.each([
    ['anthropic/claude-haiku-5-5', 3],
    ['openai/gpt-6-luna', 3],
    // It shows its thoughts first, which are no content yet.
    ['groq/openai/gpt-oss-20b', 20],
  ])(
    'faults F26, F29: a stream of %s that breaks ends with `event: error`, never silently',
    async (model, afterChunks) => {
      gateway.fault({ match: { times: 1 }, fault: { cut: 'afterChunks', afterChunks } });
      const { text } = await post(
        gateway.url,
        { ...ask(model, 'A long story, please.'), stream: true },
        { path: '/v1/messages' },
      );
      await gateway.quiet();
      expect(text).toContain('event: message_start');
      expect(text).toContain('event: error\ndata: {"type":"error"');
      expect(text).not.toContain('message_stop');
      expect(gateway.entries[0]?.attempts[0]?.outcome).toBe('broken');
      expect(lastRequest()?.outcome).toBe('failed');
    },
  );

  it('failover from one form to the other happens before the first byte, unseen by the client', async () => {
    gateway.fault({ match: { provider: 'anthropic' }, fault: { status: 529 } });
    const body = {
      ...ask('auto', 'Prove that there are infinitely many primes, step by step.'),
      lco: { mode: 'quality' },
    };
    const message = await client.messages.stream(body).finalMessage();
    expect(message.content[0]).toMatchObject({ type: 'text' });
    await gateway.quiet();
    expect(ledgerSums(gateway).completionTokens).toBe(bookSums(gateway).completionTokens);
  });
});

describe('cache and shared calls', () => {
  it.each(MODELS)('serves repeats at %s in either form, whichever form was stored', async (model) => {
    for (const first of [false, true]) {
      const body = ask(model, `stored as ${first ? 'a stream' : 'a whole'}`);
      const read = (stream: boolean) =>
        stream ? client.messages.stream(body).finalMessage() : client.messages.create(body);
      const original = await read(first);
      await gateway.quiet();
      const before = gateway.simulator.books.totals().requests;
      for (const stream of [false, true, false, true]) {
        const repeat = await read(stream);
        await gateway.quiet();
        expect(repeat.content).toEqual(original.content);
        expect(repeat.usage.output_tokens).toBe(original.usage.output_tokens);
        expect(lastRequest()).toMatchObject({
          outcome: 'cache_exact',
          costUsd: '0',
          cache: 'HIT',
          surface: 'messages',
        });
      }
      expect(gateway.simulator.books.totals().requests).toBe(before);
    }
  });

  it('fault F60: the same words on two surfaces are two answers', async () => {
    const body = ask('openai/gpt-6-luna', 'One question.');
    await post(gateway.url, body, { path: '/v1/messages' });
    await post(gateway.url, body, { path: '/v1/chat/completions' });
    await gateway.quiet();
    expect(gateway.entries.map(({ request }) => request.cache)).toEqual(['MISS', 'MISS']);
    expect(gateway.simulator.books.totals().requests).toBe(2);
  });

  it.each(MODELS)('fault F64: equal requests at %s at once are one call, each with its own facts', async (model) => {
    for (const stream of [false, true]) {
      const before = gateway.simulator.books.totals().requests;
      gateway.fault({ match: { times: 1 }, fault: { delayMs: 100 } });
      const body = { ...ask(model, `asked together, ${stream}`), stream };
      const answers = await Promise.all(
        Array.from({ length: 8 }, () => post(gateway.url, body, { path: '/v1/messages' })),
      );
      await gateway.quiet();
      expect(gateway.simulator.books.totals().requests - before).toBe(1);
      const ids = answers.map(({ text }) => /"lco":\{"request_id":"([^"]+)"/.exec(text)?.[1]);
      expect(new Set(ids).size).toBe(8);
      const costs = answers.map(({ text }) => /"cost_usd":([0-9.e-]+)/.exec(text)?.[1]);
      expect(costs.filter((cost) => cost === '0')).toHaveLength(7);
    }
  });
});
