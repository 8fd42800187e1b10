import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { CompletionScript, type ScriptedCall, sendHead } from '@llm-cost-optimizer/testing';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chatBody, FaultLab, SCRIPTED, type Seen, SIMULATED } from './support/fault-lab.ts';
import { errorOf } from './support/fault-row.ts';
import { sumsMustHold } from './support/sums.ts';

let lab: FaultLab;
const good = new CompletionScript();
const REPLAY = 'x-lco-idempotent-replay';

beforeAll(async () => {
  lab = await FaultLab.start();
});
afterAll(() => lab.stop());

/** Calls that wait until the test answers them. */
interface Held {
  readonly calls: ScriptedCall[];
  arrived(count: number): Promise<void>;
  /** Throws when there is none. */
  first(): ScriptedCall;
}

function hold(): Held {
  const calls: ScriptedCall[] = [];
  lab.scripted.play((call) => void calls.push(call));
  return {
    calls,
    async arrived(count) {
      while (calls.length < count) await setImmediate();
    },
    first() {
      const [call] = calls;
      if (call === undefined) throw new Error('No call has come.');
      return call;
    },
  };
}

describe('a client that leaves', () => {
  for (const isStream of [false, true]) {
    it(`fault F36: while it waits for ${isStream ? 'a stream' : 'a plain answer'}: the provider is stopped, the row is cancelled and estimated`, async () => {
      await lab.use({ route: [SCRIPTED, SIMULATED] });
      const before = await lab.metrics();
      const held = hold();
      const id = lab.nextId();
      const controller = new AbortController();
      const asking = post({ prompt: `F36 ${isStream}`, stream: isStream }, { id, signal: controller.signal });
      await held.arrived(1);
      const stopped = once(held.first().socket, 'close');
      controller.abort();
      await expect(asking).rejects.toThrow();
      await stopped;
      const row = await lab.row(id);
      expect(row).toMatchObject({
        outcome: 'cancelled',
        httpStatus: 499,
        attempts: [{ outcome: 'cancelled', usageSource: 'estimated' }],
      });
      expect(row.attempts[0]?.usage.promptTokens).toBeGreaterThan(0);
      expect(Number(row.costUsd)).toBeGreaterThan(0);
      const after = await lab.metrics();
      const aborts = 'lco_stream_aborts_total{side="client",phase="before"}';
      expect(after.sum(aborts) - before.sum(aborts)).toBe(1);
    });
  }

  it('fault F37: in mid-stream: the provider is stopped, prompt and output so far are booked', async () => {
    await lab.use({ route: [SCRIPTED, SIMULATED] });
    const before = await lab.metrics();
    const held = hold();
    const id = lab.nextId();
    const controller = new AbortController();
    const asking = post({ prompt: 'F37', stream: true }, { id, signal: controller.signal });
    await held.arrived(1);
    const call = held.first();
    const stopped = once(call.socket, 'close');
    sendHead(call, 200, { 'content-type': 'text/event-stream', connection: 'close' });
    call.socket.write(good.events().slice(0, 5).join(''));
    const reader = (await asking).body?.getReader();
    await reader?.read();
    controller.abort();
    await stopped;
    const row = await lab.row(id);
    expect(row).toMatchObject({
      outcome: 'cancelled',
      httpStatus: 200,
      attempts: [{ outcome: 'cancelled', usageSource: 'estimated' }],
    });
    expect(row.attempts[0]?.usage.completionTokens).toBeGreaterThan(0);
    expect(row.attempts[0]?.usage.promptTokens).toBeGreaterThan(0);
    const aborts = 'lco_stream_aborts_total{side="client",phase="after"}';
    expect((await lab.metrics()).sum(aborts) - before.sum(aborts)).toBe(1);
  });

  it('fault F37: at the simulated Messages API: what is booked covers what the provider counted', async () => {
    await lab.use({ route: [SIMULATED] });
    lab.simulator.faults.add({ match: { promptContains: 'F37 messages' }, fault: { stallMs: 60_000, afterChunks: 3 } });
    const id = lab.nextId();
    const controller = new AbortController();
    const answer = await post({ prompt: 'F37 messages', stream: true }, { id, signal: controller.signal });
    await answer.body?.getReader().read();
    controller.abort();
    const [attempt] = (await lab.row(id)).attempts;
    await lab.quiet();
    const billed = lab.simulator.books
      .rows(0, 10_000)
      .find(({ requestId }) => requestId === attempt?.providerRequestId);
    expect(billed?.clientAborted).toBe(true);
    expect(attempt?.usage.promptTokens).toBe(billed?.promptTokens);
    expect(attempt?.usage.completionTokens).toBeGreaterThan(0);
  });
});

describe('a client that reads slowly', () => {
  it('fault F35: its provider is read no faster, others are unaffected, and in the end it has everything', async () => {
    await lab.use({ route: [SCRIPTED] });
    const pieces = 64;
    const pieceBytes = 512 * 1024;
    const completionTokens = (pieces * pieceBytes) / 4;
    const long = new CompletionScript({ billed: { promptTokens: 21, completionTokens } });
    let sent = 0;
    lab.scripted.play(async (call) => {
      if (!call.body.includes('F35 slow')) return good.answer(call);
      sendHead(call, 200, { 'content-type': 'text/event-stream', connection: 'close' });
      call.billed = long.billed;
      const piece = long.chunk({ content: 'x'.repeat(pieceBytes) });
      for (; sent < pieces && !call.socket.destroyed; sent++) {
        if (!call.socket.write(piece)) await once(call.socket, 'drain');
      }
      call.socket.end(long.events().slice(-3).join(''));
    });
    const id = lab.nextId();
    const socket = await sendRaw({ prompt: 'F35 slow', stream: true }, id);
    socket.pause();
    await standsStill(() => sent);
    expect(sent).toBeLessThan(pieces);
    const waiting = (await lab.metrics()).sum('lco_buffer_bytes');
    expect(waiting).toBeGreaterThan(0);
    // One piece or two: what the provider may send meanwhile stays at the provider.
    expect(waiting).toBeLessThan(8 * 1024 * 1024);
    expect((await lab.ask({ prompt: 'F35 another client' })).status).toBe(200);
    const text = await readAll(socket);
    expect(sent).toBe(pieces);
    expect(text.match(/x{524288}/g)).toHaveLength(pieces);
    expect(text).toContain('data: [DONE]');
    expect((await lab.metrics()).sum('lco_buffer_bytes')).toBe(0);
    expect(await lab.row(id)).toMatchObject({
      outcome: 'ok',
      attempts: [{ usageSource: 'provider', usage: { completionTokens } }],
    });
  });
});

describe('fault F39: the same Idempotency-Key', () => {
  const NO_SHARING = { route: [SCRIPTED], cache: { enabled: false } };
  const withKey = (key: string) => ({ 'idempotency-key': key });

  for (const isStream of [false, true]) {
    it(`fault F39: with the same body gets the stored ${isStream ? 'stream' : 'answer'}, marked, and makes no second call`, async () => {
      await lab.use(NO_SHARING);
      const before = await lab.metrics();
      const calls = lab.scripted.calls.length;
      const body = { prompt: 'pay once', stream: isStream };
      const first = await lab.ask(body, withKey(`again-${isStream}`));
      const second = await lab.ask(body, withKey(`again-${isStream}`));
      expect([first.status, second.status, lab.scripted.calls.length - calls]).toEqual([200, 200, 1]);
      expect(second.text).toBe(first.text);
      expect([first.headers.get(REPLAY), second.headers.get(REPLAY)]).toEqual([null, 'true']);
      expect(second.headers.get('x-request-id')).toBe(second.id);
      expect(second.headers.get('content-type')).toBe(first.headers.get('content-type'));
      expect(second.headers.get('x-lco-cost-usd')).toBe('0');
      expect((await lab.row(first.id)).attempts).toHaveLength(1);
      expect(await lab.row(second.id)).toMatchObject({
        outcome: 'dedup',
        httpStatus: 200,
        attempts: [],
        costUsd: '0',
        savedUsd: '0',
        routeReason: 'idempotent replay',
      });
      const after = await lab.metrics();
      expect(after.sum('lco_idempotent_replays_total') - before.sum('lco_idempotent_replays_total')).toBe(1);
    });
  }

  it('fault F39: waits while the first request runs', async () => {
    await lab.use(NO_SHARING);
    const held = hold();
    const asking = [1, 2, 3].map(() => lab.ask({ prompt: 'at the same time' }, withKey('parallel')));
    await held.arrived(1);
    await allReachedTheGateway(3);
    expect(held.calls).toHaveLength(1);
    for (const call of held.calls) good.answer(call);
    const answers = await Promise.all(asking);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers.filter(({ headers }) => headers.get(REPLAY) === 'true')).toHaveLength(2);
    expect(held.calls).toHaveLength(1);
    const rows = await Promise.all(answers.map(({ id }) => lab.row(id)));
    expect(rows.flatMap((row) => row.attempts)).toHaveLength(1);
  });

  it('fault F39: with another body is 409, tells clients not to repeat it, and calls nobody', async () => {
    await lab.use(NO_SHARING);
    await lab.ask({ prompt: 'one' }, withKey('reused'));
    const calls = lab.scripted.calls.length;
    const before = await lab.metrics();
    const other = await lab.ask({ prompt: 'two' }, withKey('reused'));
    expect({ status: other.status, code: errorOf(other)?.code }).toEqual({
      status: 409,
      code: 'idempotency_key_reused',
    });
    expect(other.headers.get('x-should-retry')).toBe('false');
    const otherOptions = await lab.ask({ prompt: 'one' }, { ...withKey('reused'), 'x-lco-mode': 'cost' });
    expect(otherOptions.status).toBe(409);
    expect(lab.scripted.calls.length).toBe(calls);
    expect(await lab.row(other.id)).toMatchObject({
      outcome: 'rejected',
      errorCode: 'idempotency_key_reused',
      attempts: [],
    });
    const rejected = 'lco_rejected_input_total{reason="idempotency_key_reused"}';
    await lab.row(otherOptions.id);
    expect((await lab.metrics()).sum(rejected) - before.sum(rejected)).toBe(2);
  });

  it('fault F39: belongs to one caller', async () => {
    await lab.use(NO_SHARING);
    const { json } = await lab.test.call('POST', '/api/v1/keys', { name: 'another caller' });
    const calls = lab.scripted.calls.length;
    const mine = await lab.ask({ prompt: 'whose' }, withKey('callers'));
    const theirs = await lab.ask(
      { prompt: 'theirs' },
      { ...withKey('callers'), authorization: `Bearer ${json.secret}` },
    );
    expect([mine.status, theirs.status, lab.scripted.calls.length - calls]).toEqual([200, 200, 2]);
  });

  it('fault F39: an error is told to those who waited and frees the key', async () => {
    await lab.use({ ...NO_SHARING, route: ['openai/fault-idempotent'], limits: { max_attempts: 1 } });
    const held = hold();
    const asking = [1, 2].map(() => lab.ask({ prompt: 'fails once' }, withKey('failing')));
    await held.arrived(1);
    await allReachedTheGateway(2);
    held.first().socket.destroy();
    expect((await Promise.all(asking)).map(({ status }) => status)).toEqual([503, 503]);
    expect(held.calls).toHaveLength(1);
    lab.scripted.reset();
    const again = await lab.ask({ prompt: 'fails once' }, withKey('failing'));
    expect([again.status, again.headers.get(REPLAY)]).toEqual([200, null]);
  });

  it('fault F39: after a client that left the next one makes the call', async () => {
    await lab.use(NO_SHARING);
    const held = hold();
    const controller = new AbortController();
    const first = post(
      { prompt: 'leave' },
      { id: lab.nextId(), signal: controller.signal, headers: withKey('leaving') },
    );
    await held.arrived(1);
    const second = lab.ask({ prompt: 'leave' }, withKey('leaving'));
    await allReachedTheGateway(2);
    controller.abort();
    await expect(first).rejects.toThrow();
    await held.arrived(2);
    for (const call of held.calls.slice(1)) good.answer(call);
    expect([(await second).status, (await second).headers.get(REPLAY)]).toEqual([200, null]);
  });

  it('fault F39: that is no key is 400', async () => {
    for (const key of ['x'.repeat(256), 'two words']) {
      const seen = await lab.ask({ prompt: 'odd key' }, withKey(key));
      expect({ status: seen.status, param: JSON.parse(seen.text).error.param }).toEqual({
        status: 400,
        param: 'Idempotency-Key',
      });
    }
  });
});

describe('client libraries that repeat by themselves', () => {
  it('fault F40: the official client does not multiply our attempts', async () => {
    await lab.use({ route: ['openai/fault-f40'], limits: { max_attempts: 3 } });
    lab.scripted.play(({ socket }) => void socket.destroy());
    const calls = lab.scripted.calls.length;
    const client = new OpenAI({ apiKey: 'anything', baseURL: `${lab.url}/v1`, maxRetries: 2 });
    const id = lab.nextId();
    const asking = client.chat.completions.create(
      { model: 'auto', messages: [{ role: 'user', content: 'F40' }] },
      { headers: { 'x-request-id': id } },
    );
    await expect(asking).rejects.toMatchObject({ status: 503, code: 'upstream_unavailable' });
    expect(lab.scripted.calls.length - calls).toBe(3);
    expect((await lab.row(id)).attempts).toHaveLength(3);
  });

  it('fault F40: clients that repeat all the same stay within the retry budget, and every attempt has a row', async () => {
    await lab.use({ limits: { max_attempts: 3 } });
    lab.scripted.play(({ socket }) => void socket.destroy());
    const before = await lab.metrics();
    const calls = lab.scripted.calls.length;
    const clients = Array.from({ length: 15 }, async (_, index) => {
      const seen: Seen[] = [];
      for (let i = 0; i < 3; i++)
        seen.push(await lab.ask({ model: `openai/fault-f40-${index}-${i}`, prompt: 'again!' }));
      return seen;
    });
    const answers = (await Promise.all(clients)).flat();
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]));
    const rows = await Promise.all(answers.map(({ id }) => lab.row(id)));
    const made = lab.scripted.calls.length - calls;
    expect(rows.flatMap((row) => row.attempts)).toHaveLength(made);
    const after = await lab.metrics();
    expect(after.sum('lco_retries_total') - before.sum('lco_retries_total')).toBe(made - answers.length);
    expect(after.sum('lco_retry_budget_exhausted_total')).toBeGreaterThan(
      before.sum('lco_retry_budget_exhausted_total'),
    );
    expect(made).toBeLessThan(answers.length * 3);
  });
});

sumsMustHold(() => lab);

/** Sends a chat request and gives the answer as soon as its head is there. */
function post(
  body: Record<string, unknown>,
  { id, signal, headers = {} }: { id: string; signal: AbortSignal; headers?: Record<string, string> },
): Promise<Response> {
  return fetch(`${lab.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-request-id': id, ...headers },
    body: JSON.stringify(chatBody(body)),
    signal,
  });
}

/** Sends a chat request over a bare socket. */
async function sendRaw(body: Record<string, unknown>, id: string): Promise<Socket> {
  const { hostname, port, host } = new URL(lab.url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  const json = JSON.stringify(chatBody(body));
  const head = ['POST /v1/chat/completions HTTP/1.1', `host: ${host}`, `x-request-id: ${id}`, 'connection: close'];
  socket.write(`${head.join('\r\n')}\r\ncontent-length: ${Buffer.byteLength(json)}\r\n\r\n${json}`);
  return socket;
}

/** Reads a chunked answer to its end, without the sizes of its chunks. */
async function readAll(socket: Socket): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of socket) pieces.push(piece);
  return Buffer.concat(pieces)
    .toString('latin1')
    .replace(/\r\n[0-9a-f]+\r\n/g, '');
}

/** Resolves when so many requests are under way in the gateway. */
async function allReachedTheGateway(count: number): Promise<void> {
  while ((await lab.metrics()).sum('lco_requests_in_flight') < count) await setImmediate();
}

/** Resolves when the number has not changed over many turns of the event loop. */
async function standsStill(read: () => number): Promise<void> {
  for (let turns = 0, last = read(); turns < 500; turns++) {
    await setImmediate();
    if (read() === last) continue;
    last = read();
    turns = 0;
  }
}
