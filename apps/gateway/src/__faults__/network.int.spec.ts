import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import { createServer, type Server, type Socket } from 'node:net';
import {
  CompletionScript,
  freePort,
  type Script,
  type ScriptedCall,
  type ScriptedProvider,
  selfSignedCertificate,
  send,
  startScriptedProvider,
} from '@llm-cost-optimizer/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FaultLab, type LabSetup, SCRIPTED, SIMULATED } from './support/fault-lab.ts';
import { faultRow, playRow } from './support/fault-row.ts';
import { sumsMustHold } from './support/sums.ts';

let lab: FaultLab;
const theLab = () => lab;
const certificate = selfSignedCertificate();
let selfSigned: ScriptedProvider | null = null;
const servers: Server[] = [];
/** Addresses that are known when the servers run only. */
const addresses = {
  refused: '',
  reset: '',
  plainAsTls: '',
  selfSigned: '',
  noName: 'http://no-such-host.invalid',
  hangs: '',
};
const systemLookup = dns.lookup;

beforeAll(async () => {
  addresses.hangs = hangingName();
  lab = await FaultLab.start();
  if (certificate !== null) selfSigned = await startScriptedProvider({ tls: certificate });
  Object.assign(addresses, {
    refused: `http://127.0.0.1:${await freePort()}`,
    reset: `http://127.0.0.1:${await listen((socket) => socket.resetAndDestroy())}`,
    plainAsTls: `https://127.0.0.1:${await listen((socket) => socket.end('no TLS here'))}`,
    selfSigned: selfSigned?.url ?? '',
  });
});
afterAll(async () => {
  await lab.stop();
  await selfSigned?.stop();
  for (const server of servers) server.close();
  replaceLookup(systemLookup);
});

/** A name for which the system never answers; all others are looked up as ever. */
function hangingName(): string {
  const lookup = (hostname: string, ...rest: unknown[]) =>
    hostname === 'hangs.invalid' ? undefined : Reflect.apply(systemLookup, dns, [hostname, ...rest]);
  replaceLookup(Object.assign(lookup, { __promisify__: systemLookup.__promisify__ }));
  return 'http://hangs.invalid';
}

function replaceLookup(lookup: typeof dns.lookup): void {
  dns.lookup = lookup;
  syncBuiltinESMExports();
}

async function listen(onConnection: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    onConnection(socket);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

const own = (name: string) => `openai/fault-${name}`;

describe('a provider that cannot be reached', () => {
  type Failure = 'connect_failed' | 'dns_failed' | 'tls_failed';
  const places: readonly (readonly [string, keyof typeof addresses, Failure])[] = [
    ['F19: connection refused', 'refused', 'connect_failed'],
    ['F20: a name without an address', 'noName', 'dns_failed'],
    ['F20: a name whose lookup hangs ends at its own limit', 'hangs', 'dns_failed'],
    ['F21: a server that does not speak TLS', 'plainAsTls', 'tls_failed'],
    ['F21: a self-signed certificate', 'selfSigned', 'tls_failed'],
  ];
  for (const [name, place, outcome] of places.filter(([, key]) => key !== 'selfSigned' || certificate !== null)) {
    const base = (): LabSetup => ({
      baseUrls: { openai: `${addresses[place]}/v1` },
      // What hangs ends at the limit for names alone.
      limits: place === 'hangs' ? { dns_timeout_ms: 50, connect_timeout_ms: 20_000 } : { connect_timeout_ms: 400 },
    });
    const unreachable = { outcome, httpStatus: null, usageSource: 'none', costUsd: '0' } as const;

    faultRow(theLab, {
      name: `${name}: another provider answers`,
      setup: () => ({ ...base(), route: [own(place), SIMULATED] }),
      client: { status: 200, headers: { 'x-lco-attempts': '2', 'x-lco-provider': 'anthropic' } },
      ledger: {
        outcome: 'ok',
        attempts: [
          { ...unreachable, provider: 'openai' },
          { outcome: 'ok', usageSource: 'provider', tokens: 'some' },
        ],
      },
      metrics: {
        [`lco_attempts_total{provider="openai",outcome="${outcome}"}`]: 1,
        [`lco_failovers_total{provider="openai",reason="${outcome}"}`]: 1,
      },
      unreached: 1,
    });
    faultRow(theLab, {
      name: `${name}: when all are dead 503 within the deadline`,
      setup: () => ({ ...base(), route: [own(`${place}-1`), own(`${place}-2`)] }),
      client: { status: 503, code: 'upstream_unavailable', headers: { 'x-lco-attempts': '3' } },
      ledger: { outcome: 'failed', attempts: [unreachable, unreachable, unreachable] },
      metrics: {
        [`lco_attempts_total{outcome="${outcome}"}`]: 3,
        [`lco_retries_total{reason="${outcome}"}`]: 1,
        'lco_requests_total{status="503",outcome="failed"}': 1,
      },
      unreached: 3,
    });
  }

  faultRow(theLab, {
    name: 'F19: a connection that is reset at once',
    setup: () => ({ route: [own('reset'), SIMULATED], baseUrls: { openai: `${addresses.reset}/v1` } }),
    client: { status: 200, headers: { 'x-lco-attempts': '2' } },
    ledger: {
      outcome: 'ok',
      attempts: [
        { usageSource: 'none', costUsd: '0', provider: 'openai' },
        { outcome: 'ok', provider: 'anthropic' },
      ],
    },
    metrics: { 'lco_attempts_total{provider="openai"}': 1, 'lco_failovers_total{provider="openai"}': 1 },
    unreached: 1,
  });

  faultRow(theLab, {
    name: 'F19: a connection that is reset under the request',
    setup: { route: [own('reset-later'), SIMULATED] },
    script: ({ socket }) => void socket.resetAndDestroy(),
    client: { status: 200, headers: { 'x-lco-attempts': '2' } },
    ledger: {
      outcome: 'ok',
      attempts: [{ outcome: 'broken', httpStatus: null, usageSource: 'none', costUsd: '0' }, { outcome: 'ok' }],
    },
    metrics: { 'lco_attempts_total{outcome="broken"}': 1, 'lco_failovers_total{reason="broken"}': 1 },
  });

  it('fault F19: the breaker opens, and the dead provider is not even tried', async () => {
    await lab.use({ route: [own('breaker'), SIMULATED], baseUrls: { openai: `${addresses.refused}/v1` } });
    for (let i = 0; i < 5; i++)
      expect((await lab.ask({ prompt: `dead ${i}` })).headers.get('x-lco-attempts')).toBe('2');
    lab.unreached += 5;
    expect((await lab.ask({ prompt: 'dead no more' })).headers.get('x-lco-attempts')).toBe('1');
    expect((await lab.metrics()).sum('lco_breaker_state{deployment="openai/fault-breaker"}')).toBe(2);
  });
});

describe('an answer that comes too late', () => {
  const estimated = { httpStatus: null, usageSource: 'estimated', tokens: 0 } as const;
  faultRow(theLab, {
    name: 'F22: slow headers go to another provider at the limit',
    setup: { route: [SCRIPTED, SIMULATED], limits: { headers_timeout_ms: 400 } },
    script: () => undefined,
    client: { status: 200, headers: { 'x-lco-attempts': '2' } },
    ledger: {
      outcome: 'ok',
      attempts: [
        { ...estimated, outcome: 'timeout_headers' },
        { outcome: 'ok', usageSource: 'provider' },
      ],
      check: (row) => expect(Number(row.attempts[0]?.costUsd)).toBeGreaterThan(0),
    },
    metrics: {
      'lco_attempts_total{provider="openai",outcome="timeout_headers"}': 1,
      'lco_failovers_total{reason="timeout_headers"}': 1,
    },
  });
  faultRow(theLab, {
    name: 'F22: slow headers everywhere are 504',
    setup: { route: [SCRIPTED], limits: { headers_timeout_ms: 400 } },
    script: () => undefined,
    client: { status: 504, code: 'upstream_timeout' },
    ledger: { outcome: 'failed', attempts: [{ ...estimated, outcome: 'timeout_headers' }] },
    metrics: { 'lco_requests_total{status="504",outcome="failed"}': 1, lco_retries_total: 0 },
  });
  faultRow(theLab, {
    name: 'F22: the deadline holds whatever the other limits allow',
    setup: { route: [SCRIPTED, SIMULATED], limits: { deadline_ms: 400 } },
    script: () => undefined,
    client: { status: 504, code: 'upstream_timeout', headers: { 'x-lco-attempts': '1' } },
    ledger: { outcome: 'failed', attempts: [{ ...estimated, outcome: 'deadline' }] },
    metrics: { 'lco_attempts_total{outcome="deadline"}': 1 },
  });
});

describe('an answer that comes when nobody waits for it any more', () => {
  /** Leaves the first call without an answer until the second one is there. */
  const late =
    (answer: (call: ScriptedCall) => void): Script =>
    (call, turn) => {
      if (turn === 1) first = call;
      else {
        new CompletionScript().answer(call);
        if (first !== null) answer(first);
      }
    };
  let first: ScriptedCall | null = null;
  const limits = { headers_timeout_ms: 300, late_usage_ms: 20_000 };
  const given = { outcome: 'timeout_headers', provider: 'openai' } as const;

  faultRow(theLab, {
    name: 'F22: its usage takes the place of the estimate, and the request’s cost is what was billed',
    setup: { route: [own('late-1'), SCRIPTED], limits },
    script: late((call) => new CompletionScript({ billed: { promptTokens: 77, completionTokens: 55 } }).answer(call)),
    client: { status: 200, headers: { 'x-lco-attempts': '2' } },
    ledger: {
      outcome: 'ok',
      attempts: [
        { ...given, httpStatus: 200, usageSource: 'provider', tokens: 55 },
        { outcome: 'ok', usageSource: 'provider', tokens: 9 },
      ],
      check: ({ attempts: [attempt], ...row }) => {
        expect(attempt?.usage.promptTokens).toBe(77);
        expect(Number(attempt?.costUsd)).toBeGreaterThan(0);
        expect(row.overheadUsd).toBe(attempt?.costUsd);
      },
    },
    metrics: {
      'lco_attempts_total{provider="openai",outcome="timeout_headers"}': 1,
      'lco_failovers_total{reason="timeout_headers"}': 1,
      'lco_attempts_total{outcome="ok"}': 1,
    },
  });
  faultRow(theLab, {
    name: 'F22: a refusal that comes late costs nothing after all',
    setup: { route: [own('late-2'), SCRIPTED], limits },
    script: late((call) => send(call, 500, '{"error":{"message":"too busy"}}')),
    client: { status: 200, headers: { 'x-lco-attempts': '2' } },
    ledger: {
      outcome: 'ok',
      attempts: [{ ...given, httpStatus: 500, usageSource: 'none', costUsd: '0' }, { outcome: 'ok' }],
    },
    metrics: { 'lco_attempts_total{outcome="timeout_headers"}': 1, 'lco_attempts_total{outcome="server_error"}': 0 },
  });
  faultRow(theLab, {
    name: 'F22: a connection that breaks late leaves the estimate',
    setup: { route: [SCRIPTED, SIMULATED], limits },
    script: (call) => {
      first = call;
    },
    client: { status: 200, headers: { 'x-lco-attempts': '2' }, check: () => void first?.socket.destroy() },
    ledger: {
      outcome: 'ok',
      attempts: [{ ...given, httpStatus: null, usageSource: 'estimated', tokens: 0 }, { outcome: 'ok' }],
    },
    metrics: { 'lco_attempts_total{outcome="timeout_headers"}': 1 },
  });
  faultRow(theLab, {
    name: 'F22: nothing within the time for it leaves the estimate, and the provider is stopped',
    setup: { route: [SCRIPTED, SIMULATED], limits: { ...limits, late_usage_ms: 100 } },
    script: () => undefined,
    client: { status: 200, headers: { 'x-lco-attempts': '2' } },
    ledger: {
      outcome: 'ok',
      attempts: [{ ...given, httpStatus: null, usageSource: 'estimated', tokens: 0 }, { outcome: 'ok' }],
    },
    metrics: { 'lco_attempts_total{outcome="timeout_headers"}': 1 },
  });
  faultRow(theLab, {
    name: 'F22: a stream is stopped at the limit: what nobody reads is not made',
    setup: { route: [SCRIPTED, SIMULATED], limits },
    script: () => undefined,
    body: { stream: true },
    client: { status: 200, headers: { 'x-lco-attempts': '2' } },
    ledger: {
      outcome: 'ok',
      attempts: [{ ...given, httpStatus: null, usageSource: 'estimated', tokens: 0 }, { outcome: 'ok' }],
    },
    metrics: { 'lco_attempts_total{outcome="timeout_headers"}': 1 },
  });
  faultRow(theLab, {
    name: 'F22: after the deadline too: the client has its 504, the row what was billed',
    setup: { route: [own('late-6')], limits: { deadline_ms: 300, late_usage_ms: 20_000 } },
    script: (call) => {
      first = call;
    },
    client: {
      status: 504,
      code: 'upstream_timeout',
      headers: { 'x-lco-attempts': '1' },
      check: () => {
        if (first !== null) new CompletionScript().answer(first);
      },
    },
    ledger: {
      outcome: 'failed',
      attempts: [{ outcome: 'deadline', httpStatus: 200, usageSource: 'provider', tokens: 9 }],
    },
    metrics: { 'lco_attempts_total{outcome="deadline"}': 1 },
  });
});

describe('a kept connection', () => {
  it('fault F34: dies as the request is written: one retry at once, on a fresh one, at the same provider', async () => {
    await lab.use({ route: [own('stale')] });
    await lab.ask({ prompt: 'a connection to keep' });
    await playRow(lab, {
      name: 'F34: stale',
      setup: { route: [own('stale')] },
      script: (call) => {
        if (call.numberOnConnection > 1) call.socket.destroy();
        else new CompletionScript().answer(call);
      },
      client: { status: 200, headers: { 'x-lco-attempts': '2', 'x-lco-provider': 'openai' } },
      ledger: {
        outcome: 'ok',
        attempts: [
          { outcome: 'connect_failed', httpStatus: null, usageSource: 'none', costUsd: '0' },
          { outcome: 'ok', usageSource: 'provider', tokens: 9 },
        ],
      },
      metrics: {
        'lco_retries_total{reason="stale_socket"}': 1,
        'lco_retries_total{reason="connect_failed"}': 0,
        lco_failovers_total: 0,
      },
    });
  });
});

sumsMustHold(theLab);
