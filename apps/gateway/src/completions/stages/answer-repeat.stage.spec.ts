import { describe, expect, it } from 'vitest';
import { ASK, askAndAnswer, STREAM, testGateway } from '../__testing__/test-gateway.ts';
import { testConfig } from '../__testing__/test-services.ts';

const KEYS = [
  { id: 'key-a1', secret: 'sk-a1', organizationId: 'org-a', projectId: null },
  { id: 'key-a2', secret: 'sk-a2', organizationId: 'org-a', projectId: null },
  { id: 'key-b', secret: 'sk-b', organizationId: 'org-b', projectId: null },
  { id: 'key-p', secret: 'sk-p', organizationId: 'org-a', projectId: 'project' },
];

async function withKeys() {
  const made = testGateway({}, { isLocal: false });
  const { hashSecret } = await import('../../keys/key-ring.ts');
  made.services.keys.replace(KEYS.map(({ secret, ...key }) => ({ ...key, hash: hashSecret(secret), expiresAt: null })));
  return made;
}

async function hit({ ask }: ReturnType<typeof testGateway>, body: unknown = ASK, headers: Record<string, string> = {}) {
  const { response, done } = ask(body, headers);
  await done;
  return response;
}

describe('the same request again', () => {
  it('gets the same answer with ids of its own, in one packet, and a full ledger row each time', async () => {
    const made = testGateway();
    await askAndAnswer(made);
    const [first, second, third] = [await hit(made), await hit(made), await hit(made)];
    const strip = (text: string) => text.replace(/"request_id":"[^"]*"/, '');
    expect(strip(second.text)).toBe(strip(first.text));
    expect(strip(third.text)).toBe(strip(first.text));
    expect(third.writes).toBe(1);
    expect(Number(third.headers['content-length'])).toBe(Buffer.byteLength(third.text));
    expect(third.json).toMatchObject({ usage: { cost: 0 }, lco: { cache: 'hit', cost_usd: 0 } });
    const [, one, two, three] = made.entries.map(({ request }) => request);
    const timeless = { id: '', clientRequestId: '', startedAt: '', latencyMs: 0, ttftMs: 0, overheadMs: 0 };
    expect({ ...two, ...timeless }).toEqual({ ...one, ...timeless });
    expect({ ...three, ...timeless }).toEqual({ ...one, ...timeless });
    expect(three?.id).toBe((third.json.lco as { request_id: string }).request_id);
    expect(three?.outcome).toBe('cache_exact');
    expect(three?.costUsd).toBe('0');
    expect(third.headers['x-request-id']).toBe(three?.id);
    expect(Number(three?.savings?.levers.exactCache)).toBeGreaterThan(0);
    expect(made.entries).toHaveLength(4);
    expect(made.transport.calls).toHaveLength(1);
  });

  it('is replayed as a stream, with usage only where it was asked for', async () => {
    const made = testGateway();
    await askAndAnswer(made);
    for (const turn of [1, 2, 3]) {
      const plain = await hit(made, STREAM);
      expect(plain.headers['content-type'], `turn ${turn}`).toContain('text/event-stream');
      expect(plain.text).toContain('Hello, wörld');
      expect(plain.text).not.toContain('"usage"');
      expect(plain.text.endsWith('data: [DONE]\n\n')).toBe(true);
      const asked = await hit(made, { ...STREAM, stream_options: { include_usage: true } });
      const closing = JSON.parse(asked.text.split('\n\n').at(-3)?.slice(6) ?? '') as { lco: { request_id: string } };
      expect(closing).toMatchObject({ choices: [], usage: { prompt_tokens: 1_000, cost: 0 }, lco: { cache: 'hit' } });
      expect(closing.lco.request_id).toBe(made.entries.at(-1)?.request.id);
    }
    expect(made.transport.calls).toHaveLength(1);
  });

  it('carries the client’s own request id and the key that sent it', async () => {
    const made = await withKeys();
    await askAndAnswer(made, ASK, { authorization: 'Bearer sk-a1' });
    await hit(made, ASK, { authorization: 'Bearer sk-a1' });
    const again = await hit(made, ASK, { authorization: 'bearer sk-a2', 'x-request-id': 'mine' });
    expect(again.headers['x-request-id']).toBe('mine');
    expect(made.entries.at(-1)?.request).toMatchObject({
      keyId: 'key-a2',
      clientRequestId: 'mine',
      outcome: 'cache_exact',
    });
  });

  it('fault F59: is never answered from what another organization or project asked', async () => {
    const made = await withKeys();
    const headers = (secret: string) => ({ authorization: `Bearer ${secret}` });
    await askAndAnswer(made, ASK, headers('sk-a1'));
    await hit(made, ASK, headers('sk-a1'));
    await askAndAnswer(made, ASK, headers('sk-b'));
    await askAndAnswer(made, ASK, headers('sk-p'));
    expect(made.transport.calls).toHaveLength(3);
    expect(made.entries.map(({ request }) => request.cache)).toEqual(['MISS', 'HIT', 'MISS', 'MISS']);
  });

  it('is not the same with other options in its headers', async () => {
    const made = testGateway();
    await askAndAnswer(made);
    await hit(made);
    await hit(made);
    await askAndAnswer(made, ASK, { 'x-lco-mode': 'quality' });
    await askAndAnswer(made, ASK, { 'cache-control': 'no-cache' });
    await hit(made, ASK, { 'x-lco-tags': 'team:a' });
    await hit(made, ASK, { 'x-lco-tags': 'team:b' });
    expect(made.entries.slice(-2).map(({ request }) => request.tags)).toEqual([['team:a'], ['team:b']]);
  });

  it('is asked anew when the entry has expired', async () => {
    const made = testGateway();
    await askAndAnswer(made);
    await hit(made);
    await hit(made);
    made.clock.advance(600_000);
    await askAndAnswer(made);
    expect(made.transport.calls).toHaveLength(2);
  });

  it('is accounted anew on the next day and under a new configuration', async () => {
    const made = testGateway({
      cache: { ...testConfig().cache, ttlSeconds: { low: 1e6, medium: 1e6, high: 1e6, pinned: 1e6 } },
    });
    await askAndAnswer(made);
    await hit(made);
    const before = await hit(made);
    made.clock.advance(86_400_000);
    await hit(made);
    made.configure({ ...made.services.snapshot().config, baseline: { ...testConfig().baseline, kind: 'flagship' } });
    const after = await hit(made);
    expect(after.headers['x-lco-baseline']).not.toBe(before.headers['x-lco-baseline']);
    expect(made.entries.at(-1)?.request.baselineModel).toBe(after.headers['x-lco-baseline']);
  });

  it('is refused when its key is revoked or nothing can be recorded', async () => {
    const made = await withKeys();
    const headers = { authorization: 'Bearer sk-b' };
    await askAndAnswer(made, ASK, headers);
    await hit(made, ASK, headers);
    made.ledger.isFull = true;
    expect((await hit(made, ASK, headers)).status).toBe(503);
    made.ledger.isFull = false;
    made.services.keys.replace([]);
    expect((await hit(made, ASK, headers)).status).toBe(401);
  });
});

describe('what is stored', () => {
  it('fault F63: neither an answer cut by length nor one that broke', async () => {
    const made = testGateway({}, {});
    const { response, done } = made.ask(STREAM);
    const call = await made.transport.call(1);
    call.open();
    call.send('data: {"choices":[{"delta":{"content":"x"}}]}\n\n');
    call.fail({ outcome: 'broken' });
    await done;
    expect(response.text).toContain('error');
    await askAndAnswer(made, STREAM).catch(() => undefined);
    expect(made.transport.calls).toHaveLength(2);
  });

  it('answers `x-lco-cache: only` from the cache or with 404', async () => {
    const made = testGateway();
    const missed = await hit(made, ASK, { 'x-lco-cache': 'only' });
    expect(missed.status).toBe(404);
    expect(missed.json).toMatchObject({ error: { code: 'cache_miss' } });
    await askAndAnswer(made);
    expect((await hit(made, ASK, { 'x-lco-cache': 'only' })).status).toBe(200);
  });

  it('is nothing when the request forbids it', async () => {
    const made = testGateway();
    await askAndAnswer(made, ASK, { 'cache-control': 'no-store' });
    await askAndAnswer(made);
    expect(made.transport.calls).toHaveLength(2);
  });
});
