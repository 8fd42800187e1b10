import OpenAI from 'openai';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type LiveGateway, post, startLiveGateway } from './__testing__/live-gateway.ts';

let gateway: LiveGateway;
let client: OpenAI;

const user = (content: string) => [{ role: 'user' as const, content }];
const TOOL = {
  type: 'function' as const,
  function: { name: 'weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } },
};

beforeAll(async () => {
  gateway = await startLiveGateway({
    limits: { firstTokenTimeoutMs: 300, headersTimeoutMs: 2_000, idleTimeoutMs: 400 },
  });
  client = new OpenAI({ apiKey: 'anything', baseURL: `${gateway.url}/v1`, maxRetries: 0 });
});

afterEach(async () => {
  await gateway.quiet();
  gateway.simulator.faults.clear();
});

afterAll(async () => {
  await gateway.quiet();
  await gateway.stop();
});

describe('the official OpenAI client', () => {
  it('gets a plain answer with model, usage and cost', async () => {
    const { data, response } = await client.chat.completions
      .create({ model: 'auto', messages: user('Say hello.') })
      .withResponse();
    expect(data.choices[0]?.message.content).toBeTruthy();
    expect(data.usage?.total_tokens).toBeGreaterThan(0);
    expect(data).toMatchObject({ usage: { cost: expect.any(Number) }, lco: { cache: 'miss', simulated: true } });
    expect(data).toMatchObject({ _request_id: response.headers.get('x-request-id') });
    expect(response.headers.get('x-lco-simulated')).toBe('true');
  });

  it('gets a stream with usage and cost when it asks for usage, and none when it does not', async () => {
    const read = async (withUsage: boolean, content: string) => {
      const options = withUsage ? { stream_options: { include_usage: true } } : {};
      const stream = await client.chat.completions.create({
        model: 'auto',
        messages: user(content),
        stream: true,
        ...options,
      });
      let text = '';
      const usages: unknown[] = [];
      let emptyChoices = 0;
      for await (const part of stream) {
        text += part.choices[0]?.delta.content ?? '';
        if (part.choices.length === 0) emptyChoices += 1;
        if (part.usage) usages.push(part.usage);
      }
      return { text, usages, emptyChoices };
    };
    const asked = await read(true, 'Stream please.');
    expect(asked.text).not.toBe('');
    expect(asked.usages).toEqual([expect.objectContaining({ cost: expect.any(Number) })]);
    const plain = await read(false, 'Stream without usage.');
    expect(plain.usages).toEqual([]);
    expect(plain.emptyChoices).toBe(0);
  });

  it('gets tool calls, plain and streamed', async () => {
    const body = {
      model: 'auto',
      messages: user('Weather in Paris?'),
      tools: [TOOL],
      tool_choice: 'required' as const,
    };
    const plain = await client.chat.completions.create(body);
    const call = plain.choices[0]?.message.tool_calls?.[0];
    expect(call?.type === 'function' && call.function.name).toBe('weather');
    const runner = client.chat.completions.stream({ ...body, seed: 7 });
    const final = await runner.finalChatCompletion();
    expect(final.choices[0]?.message.tool_calls).toHaveLength(plain.choices[0]?.message.tool_calls?.length ?? 0);
  });

  it('is told which ability no model of the route has', async () => {
    const image = { type: 'image_url' as const, image_url: { url: 'https://example.com/cat.png' } };
    const ask = client.chat.completions.create({
      model: 'auto',
      messages: [{ role: 'user', content: [image] }],
      ...{ lco: { allowed_models: ['groq/openai/gpt-oss-*'] } },
    });
    await expect(ask).rejects.toMatchObject({ status: 400, code: 'no_capable_model' });
  });

  it('lists models, virtual ones first and each once, and finds each by its id', async () => {
    const page = await client.models.list();
    const ids = page.data.map(({ id }) => id);
    expect(ids[0]).toBe('auto');
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain('groq/openai/gpt-oss-20b');
    await expect(client.models.retrieve('groq/openai/gpt-oss-20b')).resolves.toMatchObject({ owned_by: 'groq' });
    await expect(client.models.retrieve('no-such-model')).rejects.toMatchObject({
      status: 404,
      code: 'model_not_found',
    });
  });

  it('aborts: the provider’s work is stopped and the row says cancelled, within a second', async () => {
    gateway.fault({ match: { promptContains: 'slow answer' }, fault: { delayMs: 60_000 } });
    const controller = new AbortController();
    const started = performance.now();
    const ask = client.chat.completions.create(
      { model: 'auto', messages: user('slow answer') },
      { signal: controller.signal },
    );
    const before = gateway.entries.length;
    while (gateway.simulator.books.totals().inFlight === 0) await new Promise<void>((resolve) => setImmediate(resolve));
    controller.abort();
    await expect(ask).rejects.toThrow();
    await gateway.quiet();
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(gateway.entries[before]?.request).toMatchObject({ outcome: 'cancelled', httpStatus: 499 });
    expect(gateway.simulator.books.rows().at(-1)?.clientAborted).toBe(true);
  });

  it('is given an error it throws when a stream breaks in the middle', async () => {
    gateway.fault({ match: { promptContains: 'cut me' }, fault: { cut: 'afterChunks', afterChunks: 2 } });
    const stream = await client.chat.completions.create({ model: 'auto', messages: user('cut me'), stream: true });
    let text = '';
    const read = async () => {
      for await (const part of stream) text += part.choices[0]?.delta.content ?? '';
    };
    await expect(read()).rejects.toMatchObject({ code: 'upstream_broken' });
    expect(text).not.toBe('');
  });
});

describe('faults of the provider, over real connections', () => {
  const rows = () => gateway.entries.at(-1);

  it.each([
    {
      name: 'fault F01: 429 with retry-after',
      fault: { status: 429, headers: { 'retry-after': '30' } },
      outcome: 'rate_limited',
    },
    {
      name: 'fault F06: an empty account',
      fault: { status: 429, code: 'insufficient_quota' },
      outcome: 'quota_exhausted',
    },
    { name: 'fault F08: an HTML error page', fault: { status: 502, html: true }, outcome: 'server_error' },
    { name: 'fault F09: a refused key', fault: { status: 401 }, outcome: 'auth_failed' },
    { name: 'fault F15: an empty body', fault: { emptyBody: true }, outcome: 'invalid_answer' },
    { name: 'fault F16: broken JSON', fault: { malformed: true }, outcome: 'invalid_answer' },
    {
      name: 'fault F25: a cut before the headers',
      fault: { cut: 'beforeHeaders' as const },
      outcome: expect.stringMatching(/^(broken|connect_failed)$/),
    },
  ])('$name: another attempt answers and the client notices nothing', async ({ name, fault, outcome }) => {
    gateway.fault({ match: { promptContains: name, times: 1 }, fault });
    const { status, headers } = await post(gateway.url, { model: 'auto', messages: user(name) });
    await gateway.quiet();
    expect(status).toBe(200);
    expect(headers.get('x-lco-attempts')).toBe('2');
    expect(rows()?.attempts.map((attempt) => attempt.outcome)).toEqual([outcome, 'ok']);
  });

  it('fault F18: without usage the tokens are estimated and marked', async () => {
    gateway.fault({ match: { promptContains: 'no usage' }, fault: { noUsage: true } });
    const { status } = await post(gateway.url, { model: 'auto', messages: user('no usage please') });
    await gateway.quiet();
    expect(status).toBe(200);
    expect(rows()?.attempts[0]).toMatchObject({ usageSource: 'estimated' });
    expect(rows()?.request.isEstimated).toBe(true);
    expect(Number(rows()?.request.costUsd)).toBeGreaterThan(0);
  });

  it('fault F23: a stream that stays silent is moved to another provider before the client sees anything', async () => {
    gateway.fault({ match: { promptContains: 'silence', times: 1 }, fault: { stallMs: 60_000 } });
    const { status, text } = await post(gateway.url, { model: 'auto', messages: user('silence'), stream: true });
    await gateway.quiet();
    expect(status).toBe(200);
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
    expect(rows()?.attempts.map((attempt) => attempt.outcome)).toEqual(['timeout_first_token', 'ok']);
  });

  it.each([
    { name: 'fault F24: a stall in mid-stream', fault: { stallMs: 60_000, afterChunks: 2 } },
    { name: 'fault F26: a cut in mid-stream', fault: { cut: 'afterChunks' as const, afterChunks: 2 } },
    { name: 'fault F27: an end without a reason', fault: { truncate: true, afterChunks: 2 } },
    { name: 'fault F29: an error event in mid-stream', fault: { errorEvent: true, afterChunks: 2 } },
    { name: 'fault F30: a malformed event', fault: { malformed: true, afterChunks: 2 } },
  ])('$name ends in one error event and no [DONE]; what was sent is booked', async ({ name, fault }) => {
    gateway.fault({ match: { promptContains: name }, fault });
    const { text } = await post(gateway.url, { model: 'auto', messages: user(name), stream: true });
    await gateway.quiet();
    const events = text.trim().split('\n\n');
    expect(text).not.toContain('[DONE]');
    expect(events.filter((event) => event.startsWith('data: {"error"'))).toHaveLength(1);
    expect(events.at(-1)).toContain('"error"');
    expect(rows()?.attempts).toHaveLength(1);
    expect(rows()?.attempts[0]?.usageSource).toBe('estimated');
    expect(rows()?.attempts[0]?.usage.completionTokens).toBeGreaterThan(0);
  });

  it.each([
    { name: 'fault F31: single bytes', fault: { chunking: 'bytes' as const } },
    { name: 'fault F31: CRLF line ends', fault: { framing: 'crlf' as const } },
    { name: 'fault F31: comments between events', fault: { framing: 'comments' as const } },
    { name: 'fault F32: characters cut anywhere', fault: { chunking: 'random' as const, seed: 3 } },
  ])('$name make no difference to text and usage', async ({ name, fault }) => {
    const body = {
      model: 'openai/gpt-6-luna',
      messages: user('Größe: ähnlich'),
      stream: true,
      lco: { cache: { read: false } },
    };
    const straight = await post(gateway.url, { ...body, lco: { ...body.lco, usage: true } });
    gateway.fault({ fault });
    const odd = await post(gateway.url, { ...body, lco: { ...body.lco, usage: true } });
    const view = (text: string) => {
      const parts = [...text.matchAll(/^data: (\{.*)$/gm)].map((match) => JSON.parse(match[1] ?? '') as Part);
      return {
        text: parts.map(({ choices }) => choices[0]?.delta?.content ?? '').join(''),
        tokens: parts.at(-1)?.usage?.completion_tokens,
      };
    };
    expect(view(odd.text), name).toEqual(view(straight.text));
    expect(view(odd.text).tokens).toBeGreaterThan(0);
  });
});

interface Part {
  readonly choices: readonly { readonly delta?: { readonly content?: string } }[];
  readonly usage?: { readonly completion_tokens: number };
}

describe('the surface around the chat', () => {
  it('answers with and without /v1', async () => {
    const { status } = await post(
      gateway.url,
      { model: 'auto', messages: user('no prefix') },
      { path: '/chat/completions' },
    );
    expect(status).toBe(200);
  });

  it.each([
    { name: 'an unknown path below /v1', method: 'POST', path: '/v1/nothing', status: 404, code: 'not_found' },
    {
      name: 'the wrong method for chat',
      method: 'GET',
      path: '/v1/chat/completions',
      status: 405,
      code: 'method_not_allowed',
    },
    {
      name: 'the wrong method for models',
      method: 'DELETE',
      path: '/v1/models',
      status: 405,
      code: 'method_not_allowed',
    },
  ])('tells $name in OpenAI’s error object', async ({ method, path, status, code }) => {
    const response = await fetch(gateway.url + path, { method });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { code, type: 'invalid_request_error' } });
    expect(response.headers.get('x-request-id')).toBeTruthy();
  });

  it('fault F78: refuses a body over the limit with 413 in OpenAI’s error object', async () => {
    const { status, text } = await post(gateway.url, `{"model":"auto","x":"${'x'.repeat(5 * 1024 * 1024)}"}`);
    expect(status).toBe(413);
    expect(JSON.parse(text)).toMatchObject({ error: { code: 'request_too_large' } });
  });

  it('takes a body without a content type', async () => {
    const body = new Blob([JSON.stringify({ model: 'auto', messages: user('untyped') })]);
    const response = await fetch(`${gateway.url}/v1/chat/completions`, { method: 'POST', body });
    expect(response.status).toBe(200);
    await response.text();
  });

  it('leaves the JSON parser of other routes alone', async () => {
    const { text } = await post(gateway.url, { a: 1 }, { path: '/outside' });
    expect(JSON.parse(text)).toEqual({ body: { a: 1 } });
  });

  it('answers a dry run with the decision, calls nobody and books nothing', async () => {
    await gateway.quiet();
    const before = { calls: gateway.simulator.books.totals().requests, rows: gateway.entries.length };
    const { status, text } = await post(
      gateway.url,
      { model: 'gpt-4', messages: user('Prove it.') },
      { path: '/v1/route' },
    );
    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({
      object: 'route',
      requested_model: 'gpt-4',
      mode: 'balanced',
      score: expect.any(Number),
      reasons: expect.any(Array),
      candidates: expect.arrayContaining([expect.objectContaining({ estimated_cost_usd: expect.any(String) })]),
      baseline: expect.stringContaining('/'),
      config_version: 'v7',
      error: null,
    });
    expect({ calls: gateway.simulator.books.totals().requests, rows: gateway.entries.length }).toEqual(before);
  });

  it('explains in a dry run why nobody can serve it', async () => {
    const body = { model: 'auto', messages: user('x'), lco: { allowed_models: ['nobody/*'] } };
    const { status, text } = await post(gateway.url, body, { path: '/v1/route' });
    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({ candidates: [], error: { code: 'model_not_allowed' } });
    const bad = await post(gateway.url, { model: 'auto' }, { path: '/v1/route' });
    expect(bad.status).toBe(400);
  });
});
