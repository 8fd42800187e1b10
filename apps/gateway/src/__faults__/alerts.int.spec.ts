import { type Alert, type Status, statusSchema } from '@llm-cost-optimizer/contracts';
import {
  CompletionScript,
  type Script,
  type ScriptedProvider,
  selfSignedCertificate,
  send,
  startScriptedProvider,
} from '@llm-cost-optimizer/testing';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FaultLab, KEY, SCRIPTED } from './support/fault-lab.ts';
import { sumsMustHold } from './support/sums.ts';

let lab: FaultLab;
let socket: Socket;
const certificate = selfSignedCertificate();
let selfSigned: ScriptedProvider | null = null;
let changes = 0;

beforeAll(async () => {
  lab = await FaultLab.start();
  if (certificate !== null) selfSigned = await startScriptedProvider({ tls: certificate });
  socket = io(lab.url, {
    path: '/live',
    transports: ['websocket'],
    auth: { token: lab.test.gateway.adminToken },
    reconnection: false,
  });
  socket.on('alerts:changed', () => {
    changes += 1;
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
});
afterAll(async () => {
  socket.close();
  await lab.stop();
  await selfSigned?.stop();
});

async function status(): Promise<Status> {
  const { json, text } = await lab.test.call('GET', '/api/v1/status');
  expect(text).not.toContain(KEY);
  return statusSchema.parse(json);
}

/** What a dashboard hears arrives over a socket: it is waited for. */
async function heard(count: number): Promise<void> {
  while (changes < count) await new Promise((resolve) => socket.once('alerts:changed', resolve));
}

const refusal =
  (code: number, fields: Record<string, string>): Script =>
  (call) =>
    send(call, code, JSON.stringify({ error: { message: 'No.', type: 'x', param: null, ...fields } }));
const gauge = (kind: string) => `lco_alerts{kind="${kind}"}`;

describe('what only the operator can put right', () => {
  const cases: readonly { name: string; script: Script; kind: Alert['kind']; cause: 'credentials' | 'quota' }[] = [
    {
      name: 'F06: an empty account',
      script: refusal(429, { code: 'insufficient_quota' }),
      kind: 'quota_exhausted',
      cause: 'quota',
    },
    {
      name: 'F09: a refused key',
      script: refusal(401, { code: 'invalid_api_key' }),
      kind: 'credentials_refused',
      cause: 'credentials',
    },
  ];
  for (const { name, script, kind, cause } of cases) {
    it(`fault ${name} stands in status, metrics and log, is told to dashboards, and ends with the first good answer`, async () => {
      const model = `fault-alert-${cause}`;
      const heardBefore = changes;
      await lab.use({ route: [`openai/${model}`] });
      lab.scripted.play(script);
      await lab.ask({ prompt: name });
      await heard(heardBefore + 1);
      const during = await status();
      expect(during.alerts).toEqual([
        expect.objectContaining({ kind, provider: 'openai', key: 'default', address: null, model, calls: 1 }),
      ]);
      const keys = during.providers.find(({ id }) => id === 'openai')?.keys;
      expect(keys).toEqual([
        { name: 'default', state: 'resting', rests: [{ model, cause, seconds: expect.any(Number) }] },
      ]);
      expect((await lab.metrics()).sum(gauge(kind))).toBe(1);
      expect(lab.test.log.filter((line) => line.includes('alert_raised') && line.includes(kind))).toHaveLength(1);
      lab.scripted.reset();
      expect((await lab.ask({ prompt: `${name} put right` })).status).toBe(200);
      await heard(heardBefore + 2);
      expect((await status()).alerts).toEqual([]);
      expect((await lab.metrics()).sum(gauge(kind))).toBe(0);
    });
  }

  it.skipIf(certificate === null)('fault F21: a certificate that does not hold names its address', async () => {
    const heardBefore = changes;
    await lab.use({
      route: ['openai/fault-alert-tls'],
      baseUrls: { openai: `${selfSigned?.url}/v1` },
      limits: { max_attempts: 1 },
    });
    expect((await lab.ask({ prompt: 'whose certificate' })).status).toBe(503);
    lab.unreached += 1;
    await heard(heardBefore + 1);
    expect((await status()).alerts).toEqual([
      expect.objectContaining({ kind: 'tls_failed', provider: 'openai', key: null, address: 'default', calls: 1 }),
    ]);
    expect((await lab.metrics()).sum(gauge('tls_failed'))).toBe(1);
    await lab.use({ route: ['openai/fault-alert-tls'] });
    expect((await lab.ask({ prompt: 'a good address again' })).status).toBe(200);
    expect((await status()).alerts).toEqual([]);
  });

  it('fault F74: a model without a price is named as it answered', async () => {
    await lab.use({ route: [SCRIPTED] });
    lab.scripted.play((call) => new CompletionScript({ model: 'mystery-10' }).answer(call));
    await lab.ask({ prompt: 'who answers' });
    expect((await status()).alerts).toEqual([
      expect.objectContaining({ kind: 'price_unknown', provider: 'openai', model: 'mystery-10', key: null, calls: 1 }),
    ]);
    expect((await lab.metrics()).sum(gauge('price_unknown'))).toBe(1);
  });

  it('fault F08: an address whose breaker is open is named with its model and the time of the next try', async () => {
    const model = 'fault-alert-open';
    await lab.use({ route: [`openai/${model}`], limits: { max_attempts: 1 } });
    lab.scripted.play(refusal(500, {}));
    for (let i = 0; i < 5; i++) await lab.ask({ prompt: `opens ${i}` });
    const { providers } = await status();
    const openai = providers.find(({ id }) => id === 'openai');
    const seconds = expect.any(Number);
    expect(openai?.addresses).toEqual([
      expect.objectContaining({ name: 'default', broken: [{ model, state: 'open', seconds }] }),
    ]);
    expect(['degraded', 'open']).toContain(openai?.addresses?.[0]?.state);
  });
});

sumsMustHold(() => lab);
