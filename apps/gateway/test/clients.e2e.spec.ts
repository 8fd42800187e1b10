import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { createSimulator, type Simulator } from '@llm-cost-optimizer/simulator';
import Groq from 'groq-sdk';
import OpenAI from 'openai';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from './support/eventually.ts';
import { Gateway } from './support/gateway.ts';
import { Ledger } from './support/ledger.ts';

/** A PNG of one red pixel. */
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';
const user = (content: string) => [{ role: 'user' as const, content }];

let simulator: Simulator;
let gateway: Gateway;
let ledger: Ledger;
/** As users write it: the official client with nothing but the address changed. */
let client: OpenAI;

beforeAll(async () => {
  simulator = createSimulator();
  const { url } = await simulator.start();
  gateway = await Gateway.start({ providersUrl: url });
  ledger = new Ledger(gateway.database);
  client = new OpenAI({ apiKey: 'sk-my-old-key', baseURL: `${gateway.url}/v1` });
});
afterEach(() => simulator.faults.clear());
afterAll(async () => {
  await ledger.close();
  await gateway.remove();
  await simulator.stop();
});

/** Calls that reached the providers while `work` ran. */
async function callsDuring(work: () => Promise<unknown>): Promise<number> {
  const before = simulator.books.totals().requests;
  await work();
  await eventually('the providers are idle', async () => (simulator.books.totals().inFlight === 0 ? true : null));
  return simulator.books.totals().requests - before;
}

/** The client with a count of what it sent: its own repeats included. */
function countingClient(): { counting: OpenAI; sends: () => number } {
  let sends = 0;
  const counting = client.withOptions({
    fetch: (...args) => {
      sends += 1;
      return fetch(...args);
    },
  });
  return { counting, sends: () => sends };
}

describe('the official OpenAI client with only its address changed', () => {
  it('gets a whole answer: text, the model that answered, usage, finish reason and request id', async () => {
    const {
      data,
      response,
      request_id: requestId,
    } = await client.chat.completions.create({ model: 'gpt-4', messages: user('What is a gateway?') }).withResponse();
    expect(data.object).toBe('chat.completion');
    expect(data.choices).toHaveLength(1);
    expect(data.choices[0]).toMatchObject({ index: 0, finish_reason: 'stop', message: { role: 'assistant' } });
    expect(data.choices[0]?.message.content).not.toBe('');
    expect(data.model).not.toBe('gpt-4');
    expect(data.usage?.total_tokens).toBe((data.usage?.prompt_tokens ?? 0) + (data.usage?.completion_tokens ?? 0));
    expect(requestId).toBe(response.headers.get('x-request-id'));
    expect(response.headers.get('x-lco-simulated')).toBeNull();
  });

  it('gets a stream whose pieces are the whole answer, and no chunk without choices', async () => {
    const stream = await client.chat.completions.create({
      model: 'auto',
      messages: user('Stream something.'),
      stream: true,
    });
    let text = '';
    let finish: string | null = null;
    for await (const { choices, usage } of stream) {
      expect(choices).toHaveLength(1);
      expect(usage ?? null).toBeNull();
      text += choices[0]?.delta.content ?? '';
      finish = choices[0]?.finish_reason ?? finish;
    }
    expect(text).not.toBe('');
    expect(finish).toBe('stop');
  });

  it('gets one last chunk with usage when it asks for usage', async () => {
    const stream = await client.chat.completions.create({
      model: 'auto',
      messages: user('Stream something and count it.'),
      stream: true,
      stream_options: { include_usage: true },
    });
    const chunks: OpenAI.ChatCompletionChunk[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    const withUsage = chunks.filter(({ usage }) => usage !== null && usage !== undefined);
    expect(withUsage).toEqual(chunks.slice(-1));
    expect(chunks.at(-1)?.choices).toEqual([]);
    const row = simulator.books.rows(0, 100_000).at(-1);
    expect(chunks.at(-1)?.usage).toMatchObject({
      prompt_tokens: row?.promptTokens,
      completion_tokens: row?.completionTokens,
    });
  });

  it('gets tool calls, runs them and sends the results back', async () => {
    const calls: string[] = [];
    const runner = client.chat.completions.runTools({
      model: 'auto',
      messages: user('What is the weather in Paris?'),
      tools: [
        {
          type: 'function',
          function: {
            name: 'weather',
            description: 'The weather in a city',
            parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
            parse: JSON.parse,
            function: (args: { city: string }) => {
              calls.push(args.city);
              return 'sunny, 21 degrees';
            },
          },
        },
      ],
    });
    expect(await runner.finalContent()).not.toBe('');
    expect(calls.length).toBeGreaterThan(0);
    expect(calls.every((city) => typeof city === 'string')).toBe(true);
  });

  it('gets JSON that fits the schema it sent', async () => {
    const answer = await client.chat.completions.create({
      model: 'auto',
      messages: user('A city and its population.'),
      response_format: {
        type: 'json_schema',
        json_schema: {
          name: 'city',
          strict: true,
          schema: {
            type: 'object',
            properties: { name: { type: 'string' }, population: { type: 'integer' } },
            required: ['name', 'population'],
            additionalProperties: false,
          },
        },
      },
    });
    const parsed = JSON.parse(answer.choices[0]?.message.content ?? '');
    expect(parsed).toEqual({ name: expect.any(String), population: expect.any(Number) });
  });

  it('gets an image to a model that can see, in every mode', async () => {
    for (const preference of ['cost', 'balanced', 'speed', 'quality']) {
      const { data, response } = await client.chat.completions
        .create({
          model: 'auto',
          ...{ preference },
          messages: [
            {
              role: 'user',
              content: [
                { type: 'text', text: `What is on this picture? (${preference})` },
                { type: 'image_url', image_url: { url: `data:image/png;base64,${PIXEL}` } },
              ],
            },
          ],
        })
        .withResponse();
      expect(data.choices[0]?.message.content).not.toBe('');
      // A simulated model without eyes refuses pictures, as the real one does.
      expect(response.headers.get('x-lco-attempts')).toBe('1');
    }
  });

  it('lists models that it can then call', async () => {
    const ids = (await client.models.list()).data.map(({ id }) => id);
    expect(ids).toContain('auto');
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids.filter((one) => one.startsWith('lco/') || one.includes('haiku')).slice(0, 6)) {
      const answer = await client.chat.completions.create({ model: id, messages: user(`Hello ${id}`) });
      expect(answer.choices[0]?.message.content, id).not.toBe('');
    }
  });
});

describe('errors at the official OpenAI client', () => {
  it.each([
    {
      name: 'a model that its provider does not have',
      body: { model: 'openai/no-such-model', messages: user('x') },
      status: 404,
      calls: 1,
    },
    { name: 'a body without messages', body: { model: 'auto' }, status: 400, calls: 0 },
    {
      name: 'a price limit that no model meets',
      body: { model: 'auto', messages: user('x'), lco: { max_cost_usd: 0.000000000001 } },
      status: 402,
      calls: 0,
    },
  ])('$name: status, code and request id arrive, and nothing is tried again', async ({ body, status, calls }) => {
    const { counting, sends } = countingClient();
    const made = await callsDuring(async () => {
      // As a client in plain JavaScript would send it: the types do not know such bodies.
      const error: unknown = await counting.post('/chat/completions', { body }).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(OpenAI.APIError);
      expect(error).toMatchObject({ status, requestID: expect.stringMatching(/^[\w-]{8,}$/) });
    });
    expect(sends()).toBe(1);
    expect(made).toBe(calls);
  });

  it('providers that fail: the gateway tries the others, then the client is told once and does not repeat it all', async () => {
    simulator.faults.add({ match: { promptContains: 'all down' }, fault: { status: 503 } });
    const { counting, sends } = countingClient();
    const made = await callsDuring(async () => {
      const asked = counting.chat.completions.create(
        { model: 'auto', messages: user('all down') },
        { headers: { 'x-request-id': 'all-down' } },
      );
      await expect(asked).rejects.toMatchObject({ status: 503, requestID: 'all-down' });
    });
    expect(made).toBeGreaterThan(1);
    expect(sends()).toBe(1);
    await gateway.booked();
    const [failed] = (await ledger.requests()).filter(({ client_request_id: id }) => id === 'all-down');
    expect(failed).toMatchObject({ outcome: 'failed', http_status: 503 });
    const attempts = (await ledger.attempts()).filter(({ request_id: id }) => id === failed?.id);
    expect(attempts).toHaveLength(made);
  });

  it('a provider that fails is not noticed while another one works', async () => {
    simulator.faults.add({ match: { promptContains: 'one down', times: 1 }, fault: { status: 500 } });
    const { data, response } = await client.chat.completions
      .create({ model: 'auto', messages: user('one down') })
      .withResponse();
    expect(data.choices[0]?.message.content).not.toBe('');
    expect(Number(response.headers.get('x-lco-attempts'))).toBeGreaterThan(1);
  });

  it('an abort in the middle of a stream stops the provider, and the row says so with what was billed', async () => {
    simulator.faults.add({ match: { promptContains: 'endless' }, fault: { afterChunks: 2, stallMs: 60_000 } });
    const stream = await client.chat.completions.create({
      model: 'auto',
      stream: true,
      messages: user('An endless story with many chapters, please.'),
    });
    let pieces = 0;
    const made = await callsDuring(async () => {
      for await (const { choices } of stream) {
        if ((choices[0]?.delta.content ?? '') !== '') pieces += 1;
        if (pieces === 2) stream.controller.abort();
      }
    });
    expect(pieces).toBe(2);
    expect(made).toBe(1);
    const row = simulator.books.rows(0, 100_000).at(-1);
    expect(row?.clientAborted).toBe(true);
    await gateway.booked();
    const cancelled = (await ledger.requests()).filter(({ outcome }) => outcome === 'cancelled');
    expect(cancelled).toHaveLength(1);
    const [attempt] = (await ledger.attempts()).filter(({ request_id: id }) => id === cancelled[0]?.id);
    expect(attempt?.completion_tokens).toBeGreaterThan(0);
  });
});

describe('other clients', () => {
  const body = (content: string) => ({ model: 'auto', messages: user(content) });

  it('the official Groq client works with only the address changed, although its paths begin with /openai', async () => {
    const groq = new Groq({ apiKey: 'gsk-my-old-key', baseURL: gateway.url });
    const answer = await groq.chat.completions.create({ model: 'auto', messages: user('By Groq’s client') });
    expect(answer.choices[0]?.message.content).not.toBe('');
  });

  it.each([
    { name: 'openai.api_base with /v1', path: '/v1/chat/completions' },
    { name: 'openai.api_base without /v1', path: '/chat/completions' },
  ])('the old Python client: $name and a bearer key', async ({ path }) => {
    const { status, json } = await gateway.call('POST', path, body(`By ${path}`), {
      authorization: 'Bearer sk-something-old',
      'user-agent': 'OpenAI/v1 PythonBindings/0.28.1',
      'x-openai-client-user-agent': '{"bindings_version": "0.28.1", "lang": "python"}',
    });
    expect(status).toBe(200);
    expect(json.choices[0].message.content).not.toBe('');
  });

  it('the Python client’s extra_body is a field beside the others: it sets the mode and no provider sees it', async () => {
    const asked = { ...body('Cheap, please'), preference: 'cost', extra_headers: undefined };
    const { status, headers } = await gateway.chat(asked, { 'user-agent': 'OpenAI/Python 2.8.1' });
    expect(status).toBe(200);
    expect(headers.get('x-lco-mode')).toBe('cost');
    const quality = await gateway.chat({ ...asked, messages: user('Good, please'), preference: 'quality' });
    expect(quality.headers.get('x-lco-mode')).toBe('quality');
  });

  it('curl without any key, from this machine', async () => {
    const json = JSON.stringify(body('No key at all'));
    const url = `${gateway.url}/v1/chat/completions`;
    const args = ['--silent', '--fail', '-H', 'content-type: application/json', '-d', json, url];
    const { stdout } = await promisify(execFile)('curl', args);
    expect(JSON.parse(stdout).choices[0].message.content).not.toBe('');
  });

  it('curl with a body but curl’s own content type', async () => {
    const url = `${gateway.url}/v1/chat/completions`;
    const { stdout } = await promisify(execFile)('curl', ['--silent', '-d', JSON.stringify(body('Lazy curl')), url]);
    expect(JSON.parse(stdout).choices[0].message.content).not.toBe('');
  });
});
