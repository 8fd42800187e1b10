import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { CompletionScript, send } from '@llm-cost-optimizer/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLiveGateway } from '../completions/__testing__/live-gateway.ts';
import { chatBody, FaultLab, KEY, SCRIPTED, type Seen } from './support/fault-lab.ts';
import { sumsMustHold } from './support/sums.ts';

let lab: FaultLab;

beforeAll(async () => {
  lab = await FaultLab.start();
  await lab.use({ route: [SCRIPTED] });
});
afterAll(() => lab.stop());

/** The least that each API asks for, besides the model. */
const SURFACES = [
  { path: 'chat/completions', input: '"messages":[{"role":"user","content":"x"}]' },
  { path: 'messages', input: '"max_tokens":10,"messages":[{"role":"user","content":"x"}]' },
  { path: 'responses', input: '"input":"x"' },
  { path: 'completions', input: '"prompt":"x"' },
  { path: 'embeddings', input: '"input":"x"' },
  { path: 'api/chat', input: '"stream":false,"messages":[{"role":"user","content":"x"}]' },
  { path: 'api/generate', input: '"stream":false,"prompt":"x"' },
];

const user = (content: unknown) => [{ role: 'user', content }];

/** Sends a body as it is. */
async function sendBody(
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
  path = 'chat/completions',
): Promise<Seen> {
  const id = lab.nextId();
  const response = await fetch(`${lab.url}/v1/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-request-id': id, ...headers },
    body,
  });
  return { id, status: response.status, headers: response.headers, text: await response.text() };
}

/** Sends bytes over a connection of its own, in pieces, until the other side has answered and closed. */
const sendBytes = (...pieces: readonly (string | Uint8Array)[]) => sendBytesTo(lab.url, ...pieces);

async function sendBytesTo(url: string, ...pieces: readonly (string | Uint8Array)[]): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  // The other side may close while we still write: that is what is being tested.
  socket.on('error', () => undefined);
  socket.setMaxListeners(0);
  let answer = '';
  socket.on('data', (piece: Buffer) => {
    answer += piece.toString('latin1');
  });
  const closed = new Promise((resolve) => socket.once('close', resolve));
  for (const piece of pieces)
    if (!socket.write(piece)) await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), closed]);
  await closed;
  return answer;
}

const head = (...lines: string[]) =>
  ['POST /v1/chat/completions HTTP/1.1', 'host: 127.0.0.1', 'connection: close', ...lines, '', ''].join('\r\n');

/** A 4xx in the envelope, a row without attempts, and nothing reached a provider. */
async function expectRejected(seen: Seen, calls: number): Promise<void> {
  expect(seen.status, seen.text).toBe(400);
  const { error } = JSON.parse(seen.text);
  // Ollama's API has words where the others have an object.
  if (typeof error !== 'string') {
    expect(error).toMatchObject({ type: 'invalid_request_error', message: expect.any(String) });
  }
  expect(seen.text.length).toBeLessThan(500);
  expect(await lab.row(seen.id)).toMatchObject({ outcome: 'rejected', httpStatus: 400, attempts: [], costUsd: '0' });
  expect(lab.scripted.calls.length).toBe(calls);
}

describe('bodies that are not what they say', () => {
  it('fault F78: a gzip bomb is not unpacked', async () => {
    const calls = lab.scripted.calls.length;
    await expectRejected(
      await sendBody(gzipSync(Buffer.alloc(50 * 1024 * 1024)), { 'content-encoding': 'gzip' }),
      calls,
    );
  });

  it('fault F78: a content-length that is too short ends the body there', async () => {
    const answer = await sendBytes(head('content-length: 10'), JSON.stringify(chatBody({})));
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  });

  it('fault F78: chunks without end are refused at the limit, with bounded memory', async () => {
    const calls = lab.scripted.calls.length;
    const rejected = 'lco_rejected_input_total{reason="request_too_large"}';
    const before = (await lab.metrics()).sum(rejected);
    const chunk = `100000\r\n${'x'.repeat(0x10_00_00)}\r\n`;
    const id = lab.nextId();
    const answer = await sendBytes(
      head('transfer-encoding: chunked', `x-request-id: ${id}`),
      ...Array.from({ length: 64 }, () => chunk),
    );
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toContain('"code":"request_too_large"');
    expect((await lab.metrics()).sum(rejected) - before).toBe(1);
    expect(lab.scripted.calls.length).toBe(calls);
    expect(await lab.row(id)).toMatchObject({ outcome: 'rejected', httpStatus: 413, attempts: [], costUsd: '0' });
  });

  it.each(['chat/completions', 'messages'])(
    'fault F78: a length over the limit on /v1/%s is refused before a byte of the body is read, and has its row',
    async (path) => {
      const id = lab.nextId();
      const lines = head('content-length: 10000000000', `x-request-id: ${id}`);
      const answer = await sendBytes(lines.replace('chat/completions', path));
      expect(answer).toMatch(/^HTTP\/1\.1 413 /);
      expect(answer.toLowerCase()).toContain('connection: close');
      expect(answer.toLowerCase()).toContain(`x-request-id: ${id}`);
      expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toMatchObject(
        path === 'messages'
          ? { type: 'error', error: { type: 'request_too_large' } }
          : { error: { code: 'request_too_large' } },
      );
      expect(await lab.row(id)).toMatchObject({
        outcome: 'rejected',
        httpStatus: 413,
        errorCode: 'request_too_large',
        attempts: [],
        costUsd: '0',
      });
    },
  );

  it('fault F78: a stranger hears the same and has no row', async () => {
    const strict = await startLiveGateway({ isLocal: false });
    strict.services.keys.replace([]);
    const lines = head('content-length: 10000000000', 'authorization: Bearer sk-lco-unknown');
    const answer = await sendBytesTo(strict.url, lines);
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toContain('"code":"request_too_large"');
    expect(strict.entries).toEqual([]);
    expect(strict.metrics.counted).toEqual(['rejectedInput:request_too_large']);
    await strict.stop();
  });
});

describe('JSON that is meant to hurt', () => {
  const messages = JSON.stringify(user('x'));
  it.each([
    {
      name: '100,000 levels in a message',
      body: `{"model":"auto","messages":[{"role":"user","content":${'['.repeat(100_000)}${']'.repeat(100_000)}}]}`,
      param: 'messages',
    },
    { name: 'n of a million', body: `{"model":"auto","messages":${messages},"n":1000000}`, param: 'n' },
    {
      name: 'max_tokens of 1e308',
      body: `{"model":"auto","messages":${messages},"max_tokens":1e308}`,
      param: 'max_tokens',
    },
    {
      name: 'a temperature beyond all numbers',
      body: `{"model":"auto","messages":${messages},"temperature":1e999}`,
      param: 'temperature',
    },
    {
      name: '100,000 messages',
      body: JSON.stringify({
        model: 'auto',
        messages: Array.from({ length: 100_000 }, () => ({ role: 'user', content: 'x' })),
      }),
      param: 'messages',
    },
    { name: 'half a document', body: '{"model":"auto","messages":[', param: null },
    { name: 'a list', body: '[]', param: null },
    { name: 'nothing', body: ' ', param: null },
  ])('fault F79: $name is 400 naming the field', async ({ body, param }) => {
    const before = await lab.metrics();
    const calls = lab.scripted.calls.length;
    const seen = await sendBody(body);
    await expectRejected(seen, calls);
    expect(JSON.parse(seen.text).error.param).toBe(param);
    const rejected = 'lco_rejected_input_total{reason="invalid_request"}';
    expect((await lab.metrics()).sum(rejected) - before.sum(rejected)).toBe(1);
  });

  it('fault F79: of duplicate keys the last one counts, for us and for the provider', async () => {
    const body = `{"model":"nobody","model":"auto","messages":${messages},"stream":true,"stream":false}`;
    const seen = await sendBody(body);
    expect(seen.status).toBe(200);
    expect(JSON.parse(lab.scripted.calls.at(-1)?.body ?? '')).toMatchObject({ model: 'gpt-6-luna' });
  });

  it.each([
    { name: 'a million unknown fields', count: 1_000_000 },
    { name: 'a thousand and more', count: 1_001 },
  ])('fault F79: $name are refused', async ({ count }) => {
    const calls = lab.scripted.calls.length;
    const fields = Array.from({ length: count }, (_, i) => `"k${i}":1`).join(',');
    await expectRejected(await sendBody(`{"model":"auto","messages":${messages},${fields}}`), calls);
  });

  it('fault F79: hundreds of unknown fields are left out, fifty of them are named', async () => {
    const fields = Object.fromEntries(Array.from({ length: 900 }, (_, i) => [`k${i}`, 1]));
    const seen = await lab.ask({ prompt: 'many fields', ...fields });
    expect(seen.status).toBe(200);
    expect(Object.keys(JSON.parse(lab.scripted.calls.at(-1)?.body ?? '')).sort()).toEqual(['messages', 'model']);
    expect((await lab.row(seen.id)).trace.droppedParameters).toHaveLength(50);
  });

  const deep = '['.repeat(100_000) + ']'.repeat(100_000);
  const hurting = [
    { name: '100,000 levels in a field that is not read', field: 'metadata', value: deep },
    { name: '100,000 levels in a field that nobody knows', field: 'unheard_of', value: deep },
    { name: 'a million fields below the top', field: 'metadata', value: `{${'"k":1,'.repeat(1_000_000)}"k":1}` },
    { name: 'a million empty objects', field: 'tools', value: `[${'{},'.repeat(1_000_000)}{}]` },
  ];
  for (const { name, field, value } of hurting) {
    it.each(SURFACES)(
      `fault F79: ${name}: on /v1/$path it is refused before it is parsed, naming the field`,
      async ({ path, input }) => {
        const calls = lab.scripted.calls.length;
        const seen = await sendBody(`{"model":"auto",${input},"${field}":${value}}`, {}, path);
        await expectRejected(seen, calls);
        expect(seen.text).toContain(`\`${field}\``);
        expect((await lab.ask({ prompt: `after ${name} on ${path}` })).status).toBe(200);
      },
    );
  }
});

describe('names with a meaning of their own', () => {
  it.each([
    `"__proto__":{"polluted":true}`,
    `"constructor":{"prototype":{"polluted":true}}`,
    `"metadata":{"__proto__":"polluted","constructor":"x"}`,
    `"lco":{"__proto__":{"mode":"cost"}}`,
    `"lco":{"tags":["__proto__"],"constructor":1}`,
    `"cache":{"__proto__":{"no-cache":true}}`,
  ])('fault F80: %s is plain data or refused', async (field) => {
    const seen = await sendBody(`{"model":"auto","messages":${JSON.stringify(user(field))},${field}}`, {
      'x-lco-tags': '__proto__',
    });
    expect([200, 400]).toContain(seen.status);
    expect(await lab.row(seen.id)).toMatchObject({ outcome: seen.status === 200 ? 'ok' : 'rejected' });
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('fault F80: a model and a facet of that name', async () => {
    for (const model of ['__proto__', 'constructor', 'toString', 'openai/__proto__', '__proto__/x']) {
      const seen = await lab.ask({ model });
      expect([200, 404], model).toContain(seen.status);
      expect((await lab.row(seen.id)).requestedModel).toBe(model);
    }
  });
});

describe('headers', () => {
  it.each([
    { name: 'content-length with transfer-encoding', lines: ['content-length: 5', 'transfer-encoding: chunked'] },
    { name: 'two lengths', lines: ['content-length: 5', 'content-length: 6'] },
    { name: 'a bare CR in a value', lines: ['x-bad: a\rx-injected: b', 'content-length: 2'] },
    { name: 'a name with a space', lines: ['x bad: a', 'content-length: 2'] },
    { name: 'an obsolete folded line', lines: ['x-folded: a\r\n b', 'transfer-encoding : chunked'] },
  ])('fault F81: $name is 400', async ({ lines }) => {
    const calls = lab.scripted.calls.length;
    const answer = await sendBytes(head(...lines), '{}');
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).not.toContain('x-injected');
    expect(lab.scripted.calls.length).toBe(calls);
  });

  it('fault F81: nothing of the client’s credentials reaches a provider, and nothing of the provider’s the client', async () => {
    lab.scripted.play((call) =>
      new CompletionScript().answer(call, {
        'set-cookie': 'session=provider',
        'openai-organization': 'org-abcdef123456',
        'www-authenticate': 'Bearer',
        server: 'secret-host',
      }),
    );
    const seen = await lab.ask(
      { prompt: 'smuggle' },
      {
        authorization: 'Bearer sk-client-secret',
        'x-api-key': 'sk-client-secret',
        cookie: 'lco_session=client-secret',
        'x-forwarded-for': '10.9.8.7',
        'x-forwarded-host': 'evil.example',
        'openai-organization': 'org-client-secret',
        'proxy-authorization': 'Basic client-secret',
      },
    );
    lab.scripted.reset();
    const sent = lab.scripted.calls.at(-1)?.headers ?? {};
    expect(sent.authorization).toBe(`Bearer ${KEY}`);
    expect(sent.host).toBe(new URL(lab.scripted.url).host);
    expect(JSON.stringify(sent)).not.toMatch(/client-secret|10\.9\.8\.7|evil/);
    expect(Object.keys(sent)).not.toEqual(expect.arrayContaining(['cookie']));
    const received = [...seen.headers].map(([name, value]) => `${name}: ${value}`).join('\n');
    expect(received).not.toMatch(/session=provider|org-abcdef|www-authenticate|secret-host/);
    expect(received + seen.text).not.toContain(KEY);
  });
});

describe('characters that break things', () => {
  const texts = {
    NUL: 'a\u0000b',
    'a lone surrogate': 'a\ud800b',
    'an astral emoji': 'a🦊👩‍👩‍👧b',
    'marks from right to left': 'a\u202eevil\u202cb\u200f',
    'a megabyte without a space': 'x'.repeat(1024 * 1024),
  };
  for (const [name, text] of Object.entries(texts)) {
    it(`fault F82: ${name} in prompt, answer, names and tags: served, and the row is stored`, async () => {
      lab.scripted.play((call) =>
        new CompletionScript({ text, model: `gpt-6-luna${text.slice(0, 50)}` }).answer(call, {
          'openai-processing-ms': 'odd-\u00e9',
        }),
      );
      const seen = await lab.ask({
        prompt: text,
        user: text,
        lco: { tags: [text.slice(0, 100)], session_id: text.slice(0, 100), cache: { read: false } },
      });
      lab.scripted.reset();
      const neighbour = await lab.ask({ prompt: `beside ${name}` });
      expect([seen.status, neighbour.status]).toEqual([200, 200]);
      expect(JSON.parse(seen.text).choices[0].message.content).toBe(text);
      const row = await lab.row(seen.id);
      expect(row).toMatchObject({ outcome: 'ok', attempts: [{ outcome: 'ok' }] });
      expect(row.endUser?.startsWith('a') ?? false).toBe(!text.startsWith('x'));
      expect((await lab.row(neighbour.id)).outcome).toBe('ok');
    });
  }

  it('fault F82: NUL and surrogates as model name', async () => {
    for (const model of ['a\u0000b', 'openai/a\u0000b', 'a\ud800', 'ämodel🦊']) {
      const seen = await lab.ask({ model });
      expect([200, 404]).toContain(seen.status);
      expect((await lab.row(seen.id)).httpStatus).toBe(seen.status);
    }
  });

  it('fault F82: invalid UTF-8 in a prompt and in an answer', async () => {
    const body = Buffer.from(JSON.stringify(chatBody({ prompt: 'caf?' })));
    body[body.indexOf('?')] = 0xe9;
    lab.scripted.play((call) => {
      const answer = Buffer.from(new CompletionScript({ text: 'caf?' }).plain());
      answer[answer.indexOf('?')] = 0xe9;
      call.billed = { promptTokens: 21, completionTokens: 9 };
      send(call, 200, '', { 'content-length': String(answer.byteLength) });
      call.socket.write(answer);
    });
    const seen = await sendBody(new Uint8Array(body));
    lab.scripted.reset();
    expect(seen.status).toBe(200);
    expect((await lab.row(seen.id)).attempts).toMatchObject([{ outcome: 'ok', usageSource: 'provider' }]);
  });
});

describe('ways around the check of the key', () => {
  it('fault F96: no form of the path, no method override and no other place for the key goes around it', async () => {
    const strict = await startLiveGateway({ isLocal: false });
    strict.services.keys.replace([]);
    const body = JSON.stringify(chatBody({}));
    const base = '/v1/chat/completions';
    const paths = [
      base,
      `${base}/`,
      `/${base}`,
      '/V1/chat/completions',
      '/v1/chat%2fcompletions',
      '/v1/../v1/chat/completions',
      '/v1/%63hat/completions',
      `${base}?api_key=sk-x`,
      '/chat/completions',
      '/v1//chat/completions',
      `${base};x`,
    ];
    for (const path of paths) {
      const response = await fetch(strict.url + path, {
        method: 'POST',
        body,
        headers: { cookie: 'api_key=sk-x', 'x-http-method-override': 'GET' },
      });
      await response.text();
      expect([401, 404], path).toContain(response.status);
    }
    for (const method of ['GET', 'PUT', 'DELETE', 'PATCH']) {
      const response = await fetch(strict.url + base, { method, headers: { 'x-http-method-override': 'POST' } });
      expect(response.status).toBe(405);
    }
    for (const name of ['authorization', 'x-api-key', 'api-key']) {
      const response = await fetch(strict.url + base, { method: 'POST', body, headers: { [name]: 'sk-lco-unknown' } });
      expect(response.status).toBe(401);
    }
    expect(strict.simulator.books.totals().requests).toBe(0);
    expect(strict.entries).toHaveLength(0);
    await strict.stop();
  });
});

sumsMustHold(() => lab);
