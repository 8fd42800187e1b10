import { Ollama } from 'ollama';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bookSums, ledgerSums } from '../__testing__/books.ts';
import { type LiveGateway, post, startLiveGateway } from '../__testing__/live-gateway.ts';

let gateway: LiveGateway;
let client: Ollama;

beforeEach(async () => {
  gateway = await startLiveGateway({ hasOllama: true });
  client = new Ollama({ host: gateway.url });
});

afterEach(async () => {
  await gateway.quiet();
  await gateway.stop();
});

/** Ollama itself, and two that are translated to. */
const MODELS = ['ollama/llama3.2:3b', 'openai/gpt-6-luna', 'anthropic/claude-haiku-5-5'];
const chat = (model: string, content: string) => ({ model, messages: [{ role: 'user', content }] });
const lastRequest = () => gateway.entries.at(-1)?.request;
const linesOf = (text: string): Record<string, unknown>[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
/** Our additions, which the client's types do not know. */
const factsOf = (answer: object) => (answer as { lco?: Record<string, unknown> }).lco;

describe('the official Ollama client', () => {
  it.each(MODELS)('reads a whole answer of %s, booked to the token, with cost and facts', async (model) => {
    const answer = await client.chat(chat(model, 'Name three rivers.'));
    await gateway.quiet();
    expect(answer).toMatchObject({ done: true, done_reason: 'stop', message: { role: 'assistant' } });
    expect(ledgerSums(gateway)).toEqual(bookSums(gateway));
    const row = lastRequest();
    expect(row).toMatchObject({ surface: 'ollama_chat', outcome: 'ok', isStreaming: false });
    expect(`${row?.servedProvider}/${row?.servedModel}`).toBe(model);
    expect([answer.prompt_eval_count, answer.eval_count]).toEqual([
      row?.usage?.promptTokens,
      row?.usage?.completionTokens,
    ]);
    expect(factsOf(answer)).toMatchObject({ request_id: row?.id, cache: 'miss', provider: row?.servedProvider });
  });

  it.each(MODELS)('reads a stream of %s, with the facts in its last line', async (model) => {
    const { text, headers } = await post(gateway.url, chat(model, 'Tell me about a bridge.'), { path: '/api/chat' });
    await gateway.quiet();
    expect(headers.get('content-type')).toBe('application/x-ndjson');
    const lines = linesOf(text);
    expect(text.endsWith('}\n')).toBe(true);
    expect(lines.length).toBeGreaterThan(2);
    expect(lines.filter(({ done }) => done === true)).toHaveLength(1);
    const row = lastRequest();
    expect(row).toMatchObject({ surface: 'ollama_chat', outcome: 'ok', isStreaming: true });
    expect(lines.at(-1)).toMatchObject({ done: true, lco: { request_id: row?.id, provider: row?.servedProvider } });
    expect(lines.filter(({ lco }) => lco !== undefined)).toHaveLength(1);
    expect(ledgerSums(gateway)).toEqual(bookSums(gateway));
  });

  it('is routed by the plain name of a model', async () => {
    const answer = await client.chat(chat('gpt-6-sol', 'Say hello.'));
    await gateway.quiet();
    const row = lastRequest();
    expect(row?.routeReason).toMatch(/^mode:/);
    expect(answer.model).toBe(row?.servedModel);
    expect(factsOf(answer)).toMatchObject({ requested_model: 'gpt-6-sol' });
    expect(Number(row?.savings?.savedUsd)).toBeGreaterThan(0);
  });

  it('goes on with the results of tools, which have no ids with older versions', async () => {
    for (const model of MODELS) {
      const fn = { name: 'get_weather', description: 'Weather', parameters: { type: 'object', properties: {} } };
      const asked = { ...chat(model, 'What is the weather in Oslo?'), tools: [{ type: 'function', function: fn }] };
      const { message } = await client.chat(asked);
      expect(message.tool_calls?.[0]?.function.name).toBe('get_weather');
      const calls = (message.tool_calls ?? []).map(({ function: call }) => ({ function: call }));
      const said = { role: 'assistant', content: '', tool_calls: calls };
      const result = { role: 'tool', content: 'Rain', tool_name: 'get_weather' };
      const next = await client.chat({ ...asked, messages: [...asked.messages, said, result] });
      expect(next.message.content).toMatch(/\w/);
    }
  });

  it('is told by a header what did not carry over, and nothing where Ollama answers itself', async () => {
    const options = { num_ctx: 4_096, temperature: 0.5 };
    for (const [model, dropped] of [
      ['openai/gpt-6-luna', /keep_alive.*options\.num_ctx/],
      ['ollama/llama3.2:3b', null],
    ] as const) {
      const body = { ...chat(model, 'Hi there'), options, keep_alive: '5m', stream: false };
      const { headers, status } = await post(gateway.url, body, { path: '/api/chat' });
      expect(status).toBe(200);
      if (dropped === null) expect(headers.get('x-lco-dropped-params')).toBeNull();
      else expect(headers.get('x-lco-dropped-params')).toMatch(dropped);
    }
  });
});

describe('parameters that not every model takes', () => {
  const models = [
    ...MODELS,
    'ollama/gpt-oss:20b',
    'openai/gpt-4.1-mini',
    'groq/qwen/qwen3.6-27b',
    'anthropic/claude-haiku-4-5',
  ];

  it.each(models)('%s thinks or not, and no way to ask for it fails', async (model) => {
    for (const think of [true, false, 'high' as const]) {
      const options = { temperature: 0.3, top_k: 20, top_p: 0.9, seed: 7, stop: ['###'], num_predict: 400 };
      const { done_reason: reason } = await client.chat({ ...chat(model, `Think ${think}.`), think, options });
      expect(reason).toMatch(/stop|length/);
      const json = await client.generate({ model, prompt: 'Name three rivers.', format: 'json', think });
      // Anthropic has no JSON mode: it is asked in words alone, which the simulated one does not read.
      if (!model.startsWith('anthropic/')) expect(JSON.parse(json.response ?? '')).toEqual(expect.any(Object));
      expect(json.done).toBe(true);
    }
    await gateway.quiet();
    // Ollama does not tell how much of an answer was thought.
    const { reasoningTokens: _booked, ...booked } = bookSums(gateway);
    expect(ledgerSums(gateway)).toMatchObject(booked);
  });
});

describe('what only Ollama can do', () => {
  it.each([{ raw: true }, { suffix: 'the end' }, { template: '{{ .Prompt }}' }, { context: [1, 2, 3] }])(
    '%j is served by it, and refused for a pinned model of another provider',
    async (field) => {
      const body = { prompt: 'Once upon a time', stream: false, ...field };
      const ollama = await post(gateway.url, { ...body, model: 'ollama/llama3.2:3b' }, { path: '/api/generate' });
      expect(ollama.status).toBe(200);
      const other = await post(gateway.url, { ...body, model: 'openai/gpt-6-luna' }, { path: '/api/generate' });
      expect(other.status).toBe(400);
      expect(JSON.parse(other.text)).toEqual({ error: expect.stringContaining(Object.keys(field)[0] ?? '') });
      await gateway.quiet();
      expect(lastRequest()).toMatchObject({
        surface: 'ollama_generate',
        errorCode: 'no_capable_model',
        attemptCount: 0,
      });
    },
  );

  it('loading a model is a request without tokens, at Ollama or nowhere', async () => {
    for (const model of ['ollama/llama3.2:3b', 'openai/gpt-6-luna', 'auto']) {
      const { status, text, headers } = await post(gateway.url, { model, messages: [] }, { path: '/api/chat' });
      expect(status).toBe(200);
      expect(linesOf(text)).toMatchObject([{ done: true, done_reason: 'load', message: { content: '' } }]);
      expect(headers.get('x-request-id')).not.toBeNull();
    }
    await gateway.quiet();
    expect(gateway.entries.map(({ request }) => [request.outcome, Number(request.costUsd ?? 0)])).toEqual(
      Array.from({ length: 3 }, () => ['ok', 0]),
    );
    expect(bookSums(gateway).promptTokens).toBe(0);
  });
});

describe('errors in its own shape', () => {
  it('a bad body, a wrong method, an unknown model, an endpoint that is not offered', async () => {
    const bad = await post(gateway.url, { messages: [] }, { path: '/api/chat' });
    expect([bad.status, JSON.parse(bad.text)]).toEqual([400, { error: 'model is required' }]);
    expect(bad.headers.get('content-type')).toContain('application/json');
    for (const path of ['/api/chat', '/api/generate', '/api/embed', '/api/embeddings', '/api/show']) {
      const method = await fetch(`${gateway.url}${path}`);
      expect([method.status, method.headers.get('allow')]).toEqual([405, 'POST']);
      expect(await method.json()).toEqual({ error: expect.any(String) });
    }
    const tags = await post(gateway.url, {}, { path: '/api/tags' });
    expect([tags.status, JSON.parse(tags.text)]).toEqual([405, { error: expect.any(String) }]);
    const pull = await post(gateway.url, { name: 'x' }, { path: '/api/pull' });
    expect([pull.status, JSON.parse(pull.text)]).toEqual([404, { error: expect.stringContaining('configured') }]);
    await expect(client.chat(chat('openai/no-such-model', 'Hi'))).rejects.toMatchObject({ status_code: 404 });
    await expect(client.chat(chat('ollama/no-such-model', 'Hi'))).rejects.toMatchObject({ status_code: 404 });
  });

  it('no key where one is needed, and the key as Bearer', async () => {
    const strict = await startLiveGateway({ isLocal: false, hasOllama: true });
    strict.services.keys.replace([]);
    for (const path of ['/api/chat', '/api/show', '/v1/api/chat']) {
      const { status, text } = await post(strict.url, chat('auto', 'Hi'), { path });
      expect([status, JSON.parse(text)]).toEqual([401, { error: expect.stringContaining('API key') }]);
    }
    expect((await fetch(`${strict.url}/api/tags`)).status).toBe(401);
    await strict.stop();
  });
});

describe('cache, shared calls and keys of idempotency', () => {
  it.each(MODELS)('serves repeats at %s in either form, whichever form was stored', async (model) => {
    for (const first of [false, true]) {
      const body = chat(model, `stored as ${first ? 'a stream' : 'a whole'}`);
      const read = async (stream: boolean) => {
        const { text } = await post(gateway.url, { ...body, stream }, { path: '/api/chat' });
        const lines = linesOf(text);
        const words = lines.map(({ message }) => (message as { content: string }).content).join('');
        return { words, tokens: lines.at(-1)?.eval_count, facts: factsOf(lines.at(-1) ?? {}) };
      };
      const original = await read(first);
      await gateway.quiet();
      const before = gateway.simulator.books.totals().requests;
      for (const stream of [false, true, false, true]) {
        const repeat = await read(stream);
        await gateway.quiet();
        expect(repeat).toMatchObject({ words: original.words, tokens: original.tokens, facts: { cache: 'hit' } });
        expect(lastRequest()).toMatchObject({ outcome: 'cache_exact', costUsd: '0', surface: 'ollama_chat' });
      }
      expect(gateway.simulator.books.totals().requests).toBe(before);
    }
  });

  it('a stream that is asked for in silence is the same as one that is asked for in words', async () => {
    const body = chat('openai/gpt-6-luna', 'The default is a stream.');
    await post(gateway.url, body, { path: '/api/chat' });
    await post(gateway.url, { ...body, stream: true }, { path: '/api/chat' });
    await gateway.quiet();
    expect(gateway.entries.map(({ request }) => request.cache)).toEqual(['MISS', 'HIT']);
  });

  it('vectors are stored too', async () => {
    const ask = () => client.embed({ model: 'text-embedding-3-small', input: ['a small boat', 'a ship'] });
    const first = await ask();
    const again = await ask();
    await gateway.quiet();
    expect(again.embeddings).toEqual(first.embeddings);
    expect(lastRequest()).toMatchObject({ surface: 'ollama_embed', outcome: 'cache_exact', costUsd: '0' });
    expect(ledgerSums(gateway).promptTokens).toBe(bookSums(gateway).promptTokens);
  });

  it.each(MODELS)('fault F64: equal requests at %s at once are one call, each with its own facts', async (model) => {
    for (const stream of [false, true]) {
      const before = gateway.simulator.books.totals().requests;
      gateway.fault({ match: { times: 1 }, fault: { delayMs: 100 } });
      const body = { ...chat(model, `asked together, ${stream}`), stream };
      const answers = await Promise.all(
        Array.from({ length: 8 }, () => post(gateway.url, body, { path: '/api/chat' })),
      );
      await gateway.quiet();
      expect(gateway.simulator.books.totals().requests - before).toBe(1);
      const ids = answers.map(({ text }) => factsOf(linesOf(text).at(-1) ?? {})?.request_id);
      expect(new Set(ids).size).toBe(8);
    }
  });

  it('a repeat under the same key of idempotency gets the same lines', async () => {
    const ask = () =>
      post(gateway.url, chat('openai/gpt-6-luna', 'Once only.'), {
        path: '/api/chat',
        headers: { 'idempotency-key': 'ollama-1', 'x-lco-cache': 'no-store' },
      });
    const [first, again] = [await ask(), await ask()];
    await gateway.quiet();
    expect(again.text).toBe(first.text);
    expect(again.headers.get('content-type')).toBe('application/x-ndjson');
    expect(gateway.simulator.books.totals().requests).toBe(1);
  });
});

describe('streams that break', () => {
  it.each([
    ['ollama/llama3.2:3b', { cut: 'afterChunks', afterChunks: 3 }, 'broken'],
    ['openai/gpt-6-luna', { cut: 'afterChunks', afterChunks: 3 }, 'broken'],
    ['anthropic/claude-haiku-5-5', { cut: 'afterChunks', afterChunks: 3 }, 'broken'],
    ['ollama/llama3.2:3b', { truncate: true, afterChunks: 3 }, 'broken'],
    ['ollama/llama3.2:3b', { errorEvent: true, afterChunks: 3 }, 'server_error'],
    ['openai/gpt-6-luna', { errorEvent: true, afterChunks: 3 }, 'server_error'],
    ['ollama/llama3.2:3b', { malformed: true, afterChunks: 3 }, 'invalid_answer'],
  ] as const)(
    'faults F26, F29, F30: %s with %j ends with an error line, never silently',
    async (model, fault, outcome) => {
      gateway.fault({ match: { times: 1 }, fault });
      const { text, status } = await post(gateway.url, chat(model, 'A long story, please.'), { path: '/api/chat' });
      await gateway.quiet();
      const lines = linesOf(text);
      expect(status).toBe(200);
      expect(lines.at(-1)).toEqual({ error: expect.any(String) });
      expect(lines.slice(0, -1).every(({ done, error }) => done === false && error === undefined)).toBe(true);
      expect(text).not.toMatch(/127\.0\.0\.1|encountered while running/);
      expect(gateway.entries[0]?.attempts[0]?.outcome).toBe(outcome);
      expect(gateway.entries[0]?.attempts[0]?.usageSource).toBe('estimated');
      expect(lastRequest()?.outcome).toBe('failed');
      expect(gateway.metrics.counted).toContain('streamAbort:provider:after');
    },
  );

  it('fault F29: the official client throws, with the text so far in hand', async () => {
    gateway.fault({ match: { times: 1 }, fault: { errorEvent: true, afterChunks: 3 } });
    let text = '';
    const read = async () => {
      const stream = await client.chat({ ...chat('ollama/llama3.2:3b', 'A long story, please.'), stream: true });
      for await (const { message } of stream) text += message.content;
    };
    await expect(read()).rejects.toThrow(/provider|stream/i);
    expect(text).not.toBe('');
  });

  it.each(['bytes', 'random'] as const)('fault F31: lines that come in pieces (%s) are whole', async (chunking) => {
    const model = 'ollama/llama3.2:3b';
    gateway.fault({ match: { times: 1 }, fault: { chunking, framing: 'crlf' } });
    const { text } = await post(gateway.url, chat(model, 'Cut me, høst 🎉.'), { path: '/api/chat' });
    await gateway.quiet();
    expect(linesOf(text).at(-1)).toMatchObject({ done: true, done_reason: 'stop' });
    expect(ledgerSums(gateway)).toEqual(bookSums(gateway));
  });

  it.each([
    ['overloaded', 503, 'overloaded'],
    ['a page of HTML', 502, 'server_error'],
  ])('fault F05: Ollama that is %s is told with its status, in its own shape', async (_name, status, outcome) => {
    gateway.fault({ match: { provider: 'ollama' }, fault: { status, html: status === 502 } });
    const {
      status: told,
      text,
      headers,
    } = await post(gateway.url, chat('ollama/llama3.2:3b', 'Hi.'), {
      path: '/api/chat',
    });
    await gateway.quiet();
    expect(gateway.entries[0]?.attempts[0]).toMatchObject({ outcome, costUsd: '0' });
    expect([told, JSON.parse(text)]).toEqual([503, { error: expect.not.stringContaining('<html') }]);
    expect(headers.get('content-type')).toContain('application/json');
  });
});
