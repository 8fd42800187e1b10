import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { CompletionScript, type Script, type ScriptedCall, sendHead } from '@llm-cost-optimizer/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventsOf, FaultLab, type LabSetup, SCRIPTED, type Seen, SIMULATED } from './support/fault-lab.ts';
import { errorOf, type FaultRow, faultRow } from './support/fault-row.ts';
import { sumsMustHold } from './support/sums.ts';

let lab: FaultLab;
const theLab = () => lab;

beforeAll(async () => {
  lab = await FaultLab.start();
});
afterAll(() => lab.stop());

const good = new CompletionScript();
const SSE = { 'content-type': 'text/event-stream', connection: 'close' };
const stream = { stream: true };
const LIMIT = { first_token_timeout_ms: 400, idle_timeout_ms: 400 };

/** Opens a stream whose end is marked, so that a connection that closes before it is a break. */
const cutAfter =
  (count: number, cut: (call: ScriptedCall) => void): Script =>
  (call) => {
    sendHead(call, 200, { 'content-type': 'text/event-stream', 'transfer-encoding': 'chunked' });
    for (const event of good.events().slice(0, count)) {
      call.socket.write(`${Buffer.byteLength(event).toString(16)}\r\n${event}\r\n`);
    }
    call.socket.write('', () => cut(call));
  };
/** Opens a stream, sends its first events, and leaves the rest to `then`. */
const begun =
  (count: number, then: (call: ScriptedCall) => void): Script =>
  (call) => {
    sendHead(call, 200, SSE);
    if (count > 0) call.socket.write(good.events().slice(0, count).join(''));
    // What was written has to leave before the connection breaks.
    call.socket.write('', () => then(call));
  };
const firstTurn =
  (script: Script): Script =>
  (call, turn) =>
    turn === 1 ? script(call, turn) : good.answer(call);
const textOf = (seen: Seen) =>
  eventsOf(seen)
    .filter((data) => data.startsWith('{') && !data.startsWith('{"error"'))
    .map((data) => JSON.parse(data).choices[0]?.delta?.content ?? '')
    .join('');
const overloaded = `data: ${JSON.stringify({ error: { message: 'Overloaded', type: 'overloaded_error', code: 'overloaded' } })}\n\n`;

describe('before the first token everything is still open', () => {
  const cases: readonly {
    name: string;
    script: Script;
    outcome: string;
    source: 'estimated' | 'none';
    limits?: LabSetup['limits'];
  }[] = [
    {
      name: 'F23: headers, then nothing',
      script: begun(0, () => undefined),
      outcome: 'timeout_first_token',
      source: 'estimated',
      limits: LIMIT,
    },
    {
      name: 'F23: a role, then nothing',
      script: begun(1, () => undefined),
      outcome: 'timeout_first_token',
      source: 'estimated',
      limits: LIMIT,
    },
    {
      name: 'F25: a cut after the headers',
      script: cutAfter(0, ({ socket }) => void socket.destroy()),
      outcome: 'broken',
      source: 'estimated',
    },
    {
      name: 'F25: a cut after the role',
      script: cutAfter(1, ({ socket }) => void socket.destroy()),
      outcome: 'broken',
      source: 'estimated',
    },
    {
      name: 'F28: an error event as the first event',
      script: begun(0, ({ socket }) => void socket.end(overloaded)),
      outcome: 'overloaded',
      source: 'none',
    },
    {
      name: 'F28: an error event after the role',
      script: begun(1, ({ socket }) => void socket.end(overloaded)),
      outcome: 'overloaded',
      source: 'none',
    },
    {
      name: 'F30: malformed JSON in the first event',
      script: begun(0, ({ socket }) => void socket.end('data: {"id":"x","cho\n\n')),
      outcome: 'invalid_answer',
      source: 'estimated',
    },
    {
      name: 'F33: a first line that never ends',
      script: begun(0, (call) => void sendEndlessLine(call)),
      outcome: 'invalid_answer',
      source: 'estimated',
    },
  ];
  for (const { name, script, outcome, source, limits = {} } of cases) {
    const attempt = {
      outcome,
      usageSource: source,
      tokens: 0,
      provider: 'openai',
    } as FaultRow['ledger']['attempts'][0];
    faultRow(theLab, {
      name: `${name}: moved, the client sees one clean stream`,
      setup: { route: [SCRIPTED, SIMULATED], limits },
      script,
      body: stream,
      client: { status: 200, headers: { 'x-lco-attempts': '2', 'x-lco-provider': 'anthropic' } },
      ledger: { outcome: 'ok', attempts: [attempt, { outcome: 'ok', usageSource: 'provider', tokens: 'some' }] },
      metrics: {
        [`lco_attempts_total{provider="openai",outcome="${outcome}"}`]: 1,
        [`lco_failovers_total{provider="openai",reason="${outcome}"}`]: 1,
        'lco_stream_aborts_total{side="provider",phase="before"}': 1,
        'lco_stream_aborts_total{phase="after"}': 0,
        'lco_rejected_input_total{reason="line"}': name.startsWith('F33') ? 1 : 0,
      },
    });
  }
  const repeated = cases.filter(({ outcome }) => outcome !== 'timeout_first_token');
  for (const { name, script, outcome, source } of repeated) {
    faultRow(theLab, {
      name: `${name}: with nobody else repeated, the client notices nothing`,
      setup: { route: [SCRIPTED] },
      script: firstTurn(script),
      body: stream,
      client: {
        status: 200,
        headers: { 'x-lco-attempts': '2' },
        check: (seen) => expect(textOf(seen)).toBe(good.text),
      },
      ledger: {
        outcome: 'ok',
        attempts: [
          { outcome, usageSource: source } as FaultRow['ledger']['attempts'][0],
          { outcome: 'ok', usageSource: 'provider', tokens: 9 },
        ],
      },
      metrics: { [`lco_retries_total{reason="${outcome}"}`]: 1, lco_failovers_total: 0 },
    });
  }

  faultRow(theLab, {
    name: 'F25: a plain answer that breaks off in its body is repeated',
    setup: { route: [SCRIPTED] },
    script: firstTurn((call) => {
      sendHead(call, 200, { 'content-type': 'application/json', 'content-length': '1000' });
      call.socket.write(good.plain().slice(0, 50), () => call.socket.destroy());
    }),
    client: { status: 200, headers: { 'x-lco-attempts': '2' } },
    ledger: {
      outcome: 'ok',
      attempts: [
        { outcome: 'broken', httpStatus: 200, usageSource: 'estimated' },
        { outcome: 'ok', tokens: 9 },
      ],
    },
    metrics: { 'lco_retries_total{reason="broken"}': 1, lco_stream_aborts_total: 0 },
  });

  for (const [name, fault] of [
    ['F25: the simulated Messages API breaks off before its first token', { cut: 'afterHeaders' }],
    ['F28: the simulated Messages API sends overloaded_error first', { errorEvent: true }],
    ['F23: the simulated Messages API stays silent', { stallMs: 60_000 }],
  ] as const) {
    faultRow(theLab, {
      name,
      setup: { route: [SIMULATED, SCRIPTED], limits: LIMIT },
      simulate: fault,
      body: stream,
      client: {
        status: 200,
        headers: { 'x-lco-attempts': '2' },
        check: (seen) => expect(textOf(seen)).toBe(good.text),
      },
      ledger: {
        outcome: 'ok',
        attempts: [{ provider: 'anthropic' }, { outcome: 'ok', provider: 'openai', tokens: 9 }],
      },
      metrics: {
        'lco_failovers_total{provider="anthropic"}': 1,
        'lco_stream_aborts_total{side="provider",phase="before"}': 1,
      },
    });
  }
});

describe('after the first token a break is told, never hidden, and what was sent is booked', () => {
  const broken: Record<string, readonly [Script, string]> = {
    'F24: a stall in mid-stream': [begun(4, () => undefined), 'stalled'],
    'F26: a disconnect in mid-stream': [cutAfter(4, ({ socket }) => void socket.destroy()), 'broken'],
    'F26: a reset in mid-stream': [cutAfter(4, ({ socket }) => void socket.resetAndDestroy()), 'broken'],
    'F27: a clean end without a finish reason': [begun(4, ({ socket }) => void socket.end()), 'broken'],
    'F27: [DONE] without a finish reason': [begun(4, ({ socket }) => void socket.end('data: [DONE]\n\n')), 'broken'],
    'F29: an error event in mid-stream': [begun(4, ({ socket }) => void socket.end(overloaded)), 'overloaded'],
    'F30: a malformed event in mid-stream': [
      begun(
        4,
        ({ socket }) => void socket.end(`data: {"id":"chatcmpl-bad","cho\n\n${good.events().slice(4).join('')}`),
      ),
      'invalid_answer',
    ],
    'F33: a line that never ends in mid-stream': [begun(4, (call) => void sendEndlessLine(call)), 'invalid_answer'],
  };
  for (const [name, [script, outcome]] of Object.entries(broken)) {
    faultRow(theLab, {
      name,
      setup: { route: [SCRIPTED, SIMULATED], limits: { idle_timeout_ms: 400 } },
      script,
      body: stream,
      client: {
        status: 200,
        brokenBy: 'upstream_broken',
        check: (seen) => {
          expect(good.text.startsWith(textOf(seen))).toBe(true);
          expect(textOf(seen)).not.toBe('');
          expect(seen.text).not.toContain('chatcmpl-bad');
        },
      },
      ledger: {
        outcome: 'failed',
        attempts: [{ outcome, usageSource: 'estimated', tokens: 'some' } as FaultRow['ledger']['attempts'][0]],
        check: (row) => {
          expect(row.errorCode).toBe('upstream_broken');
          expect(Number(row.costUsd)).toBeGreaterThan(0);
        },
      },
      metrics: {
        'lco_stream_aborts_total{side="provider",phase="after"}': 1,
        'lco_stream_aborts_total{phase="before"}': 0,
        lco_retries_total: 0,
        lco_failovers_total: 0,
        'lco_rejected_input_total{reason="line"}': name.startsWith('F33') ? 1 : 0,
      },
    });
  }

  for (const [name, fault] of [
    ['F24: the simulated Messages API stalls', { stallMs: 60_000, afterChunks: 2 }],
    ['F26: the simulated Messages API disconnects', { cut: 'afterChunks', afterChunks: 2 }],
    ['F27: the simulated Messages API ends without message_stop', { truncate: true, afterChunks: 2 }],
    ['F29: the simulated Messages API sends an error event', { errorEvent: true, afterChunks: 2 }],
  ] as const) {
    faultRow(theLab, {
      name,
      setup: { route: [SIMULATED, SCRIPTED], limits: { idle_timeout_ms: 400 } },
      simulate: fault,
      body: stream,
      client: { status: 200, brokenBy: 'upstream_broken', check: (seen) => expect(textOf(seen)).not.toBe('') },
      ledger: {
        outcome: 'failed',
        attempts: [{ usageSource: 'estimated', tokens: 'some', provider: 'anthropic' }],
        check: (row) => {
          const billed = lab.simulator.books
            .rows(0, 10_000)
            .find(({ requestId }) => requestId === row.attempts[0]?.providerRequestId);
          // The prompt was counted by the provider itself, at the begin of its stream.
          expect(row.attempts[0]?.usage.promptTokens).toBe(billed?.promptTokens);
        },
      },
      metrics: { 'lco_stream_aborts_total{side="provider",phase="after"}': 1, lco_failovers_total: 0 },
    });
  }

  faultRow(theLab, {
    name: 'F24: a stall in mid-stream is filled with comments until it is told',
    setup: { route: [SCRIPTED], limits: { idle_timeout_ms: 1_500, keep_alive_ms: 100 } },
    script: begun(4, () => undefined),
    body: stream,
    client: {
      status: 200,
      brokenBy: 'upstream_broken',
      check: (seen) => {
        expect(seen.text).toContain('\n\n: keep-alive\n\n');
        expect(seen.text.startsWith('data: {')).toBe(true);
        expect(good.text.startsWith(textOf(seen))).toBe(true);
      },
    },
    ledger: { outcome: 'failed', attempts: [{ outcome: 'stalled', usageSource: 'estimated', tokens: 'some' }] },
    metrics: { 'lco_stream_aborts_total{side="provider",phase="after"}': 1 },
  });

  for (const { path, sign, end, headers } of [
    { path: 'chat/completions', sign: '\n\n: keep-alive', end: 'data: [DONE]', headers: {} },
    {
      path: 'messages',
      sign: '\n\nevent: ping',
      end: 'event: message_stop',
      headers: { 'x-api-key': 'anything', 'anthropic-version': '2023-06-01' },
    },
    // In a stream of JSON lines only white space says nothing.
    { path: 'api/chat', sign: '\n ', end: '"done":true', headers: {} },
  ]) {
    it(`fault F24: a pause on /v1/${path} is bridged, and what is kept of the answer is without it`, async () => {
      await lab.use({ route: [SCRIPTED], limits: { keep_alive_ms: 100 } });
      const bridged = Promise.withResolvers<void>();
      lab.scripted.play((call) => {
        call.billed = good.billed;
        sendHead(call, 200, SSE);
        const events = good.events();
        call.socket.write(events.slice(0, 4).join(''));
        void bridged.promise.then(() => call.socket.end(events.slice(4).join('')));
      });
      const ask = () =>
        fetch(`${lab.url}/v1/${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-request-id': lab.nextId(), ...headers },
          body: JSON.stringify({
            model: 'auto',
            max_tokens: 100,
            stream: true,
            messages: [{ role: 'user', content: `A pause on ${path}` }],
          }),
        });
      let text = '';
      const decoder = new TextDecoder();
      for await (const bytes of (await ask()).body ?? []) {
        text += decoder.decode(bytes, { stream: true });
        if (text.includes(sign)) bridged.resolve();
      }
      expect(text).toContain(sign);
      expect(text).toContain(end);
      const again = await ask();
      expect(again.headers.get('x-lco-cache')).toBe('HIT');
      expect(await again.text()).not.toContain(sign);
    });
  }

  it.each([
    ['F26: a connection that breaks', cutAfter(4, ({ socket }) => void socket.destroy()), 'broken'],
    ['F29: an error event', begun(4, ({ socket }) => void socket.end(overloaded)), 'overloaded'],
  ] as const)('fault %s is one error line on /api/chat, booked and counted', async (name, script, outcome) => {
    await lab.use({ route: [SCRIPTED] });
    lab.scripted.play(script);
    const before = await lab.metrics();
    const id = lab.nextId();
    const response = await fetch(`${lab.url}/api/chat`, {
      method: 'POST',
      headers: { 'x-request-id': id },
      body: JSON.stringify({ model: 'auto', messages: [{ role: 'user', content: name }] }),
    });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/x-ndjson']);
    const lines = (await response.text()).trimEnd().split('\n');
    const parts = lines.map((line) => JSON.parse(line));
    expect(parts.at(-1)).toEqual({ error: expect.stringMatching(/\S/) });
    expect(parts.slice(0, -1).every(({ done }) => done === false)).toBe(true);
    expect(good.text.startsWith(parts.map(({ message }) => message?.content ?? '').join(''))).toBe(true);
    const row = await lab.row(id);
    expect(row).toMatchObject({ surface: 'ollama_chat', outcome: 'failed', httpStatus: 200 });
    expect(row.attempts).toMatchObject([{ outcome, usageSource: 'estimated' }]);
    const aborts = 'lco_stream_aborts_total{side="provider",phase="after"}';
    expect((await lab.metrics()).sum(aborts) - before.sum(aborts)).toBe(1);
    await lab.heal();
  });

  it('fault F26: the official client throws, with the text so far in hand', async () => {
    await lab.use({ route: [SCRIPTED] });
    lab.scripted.play(cutAfter(4, ({ socket }) => void socket.destroy()));
    const answer = await lab.client.chat.completions.create({
      model: 'auto',
      messages: [{ role: 'user', content: 'break for the client' }],
      stream: true,
    });
    let text = '';
    const read = async () => {
      for await (const part of answer) text += part.choices[0]?.delta.content ?? '';
    };
    await expect(read()).rejects.toMatchObject({ code: 'upstream_broken' });
    expect(text).not.toBe('');
  });
});

describe('framing makes no difference', () => {
  const lines = good.events().join('');
  const [first = '', ...rest] = good.events();
  const framings: Record<string, readonly string[] | ((call: ScriptedCall) => Promise<void>)> = {
    'F31: the plain form': [lines],
    'F31: CRLF': [lines.replaceAll('\n', '\r\n')],
    'F31: CR alone': [lines.replaceAll('\n', '\r')],
    'F31: CR and LF in different packets': lines.replaceAll('\n', '\r\n').split(/(?<=\r)/),
    'F31: one byte at a time': (call) => bytewise(call, Buffer.from(lines)),
    'F31: a byte order mark': [`\ufeff${lines}`],
    'F31: comments and pings': [
      `: hello\n\n${lines.replaceAll('\n\n', '\n\n: keep-alive\n\nevent: ping\ndata: {"type":"ping"}\n\n')}`,
    ],
    'F31: no space after data:': [lines.replaceAll('data: ', 'data:')],
    'F31: several data lines': [lines.replaceAll('data: {', 'data: {\ndata: ')],
    'F31: unknown fields and events': [
      `retry: 10\nid: 7\n${first}event: other\ndata: {"object":"other"}\n\n${rest.join('')}`,
    ],
    'F31: data after [DONE]': [`${lines}data: {"error":{"message":"too late"}}\n\n`],
    'F31: no blank line at the end': [lines.trimEnd()],
    'F31: no [DONE] at all': [lines.replace('data: [DONE]\n\n', '')],
    'F32: characters cut by packet borders': everywhere(Buffer.from(lines), 7),
    'F32: characters cut at every byte of the emoji': (call) => bytewise(call, Buffer.from(lines), Buffer.from('🌍')),
  };
  for (const [name, pieces] of Object.entries(framings)) {
    faultRow(theLab, {
      name,
      setup: { route: [SCRIPTED] },
      script: async (call) => {
        call.billed = good.billed;
        sendHead(call, 200, SSE);
        if (typeof pieces === 'function') await pieces(call);
        else
          for (const piece of pieces)
            await writeAlone(call, Buffer.from(piece, name.startsWith('F32') ? 'latin1' : 'utf8'));
        call.socket.end();
      },
      body: { ...stream, stream_options: { include_usage: true } },
      client: {
        status: 200,
        check: (seen) => {
          expect(textOf(seen)).toBe(good.text);
          expect(seen.text).not.toContain('\ufffd');
          expect(seen.text).not.toMatch(/ping|too late|"object":"other"/);
          expect(JSON.parse(eventsOf(seen).at(-2) ?? '').usage).toMatchObject({
            prompt_tokens: 21,
            completion_tokens: 9,
          });
        },
      },
      ledger: { outcome: 'ok', attempts: [{ outcome: 'ok', usageSource: 'provider', tokens: 9 }] },
      metrics: { 'lco_attempts_total{outcome="ok"}': 1, lco_stream_aborts_total: 0 },
    });
  }

  const long = new CompletionScript({
    text: 'x'.repeat(4 * 1024 * 1024),
    billed: { promptTokens: 21, completionTokens: 1024 * 1024 },
  });
  faultRow(theLab, {
    name: 'F33: one line of four megabytes is passed on whole',
    setup: { route: [SCRIPTED] },
    script: (call) => long.answer(call),
    body: stream,
    client: { status: 200, check: (seen) => expect(textOf(seen)).toBe(long.text) },
    ledger: { outcome: 'ok', attempts: [{ outcome: 'ok', usageSource: 'provider', tokens: 1024 * 1024 }] },
    metrics: { lco_stream_aborts_total: 0 },
  });

  it('fault F33: a line that never ends is cut off at the provider, not collected', async () => {
    await lab.use({ route: [SCRIPTED] });
    const written = Promise.withResolvers<number>();
    lab.scripted.play(begun(4, (call) => void sendEndlessLine(call).then(written.resolve)));
    const seen = await lab.ask({ prompt: 'endless', stream: true });
    expect(errorOf(seen)?.code).toBe('upstream_broken');
    // The bound is 8 MB; what the sockets buffer comes on top.
    expect(await written.promise).toBeLessThan(32 * 1024 * 1024);
  });
});

sumsMustHold(theLab);

/** Sends a line without an end for as long as somebody takes it; resolves with the bytes that were written. */
async function sendEndlessLine({ socket }: ScriptedCall): Promise<number> {
  // `once` would reject for the error that a broken connection tells before it closes.
  const closed = new Promise((resolve) => socket.once('close', resolve));
  const piece = Buffer.alloc(256 * 1024, 'x');
  socket.write('data: {"id":"');
  while (!socket.destroyed && socket.bytesWritten < 256 * 1024 * 1024) {
    if (socket.write(piece)) await setImmediate();
    else await Promise.race([once(socket, 'drain'), closed]);
  }
  socket.destroy();
  return socket.bytesWritten;
}

/** Writes a piece that reaches the other side by itself. */
async function writeAlone({ socket }: ScriptedCall, bytes: Uint8Array): Promise<void> {
  await new Promise<void>((resolve) => socket.write(bytes, () => resolve()));
  await setImmediate();
}

/** Sends single bytes; with `around` only those of its first occurrence, and the rest in two pieces. */
async function bytewise(call: ScriptedCall, bytes: Buffer, around: Buffer = bytes): Promise<void> {
  const from = bytes.indexOf(around);
  if (from > 0) await writeAlone(call, bytes.subarray(0, from));
  for (let at = from; at < from + around.length; at++) await writeAlone(call, bytes.subarray(at, at + 1));
  if (from + around.length < bytes.length) await writeAlone(call, bytes.subarray(from + around.length));
}

/** Pieces of `size` bytes, as byte text. */
function everywhere(bytes: Buffer, size: number): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.toString('latin1', at, at + size));
  return pieces;
}
