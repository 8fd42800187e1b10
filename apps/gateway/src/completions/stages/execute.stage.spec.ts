import type { Candidate } from '@llm-cost-optimizer/contracts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { chunk, FakeTransport } from '../__testing__/fake-provider.ts';
import { ASK, STREAM, settleMicrotasks, type TestGateway, testGateway } from '../__testing__/test-gateway.ts';
import { testConfig, upstreamsOf } from '../__testing__/test-services.ts';

const LUNA = { provider: 'openai', model: 'gpt-6-luna' };
const OSS = { provider: 'groq', model: 'openai/gpt-oss-20b' };
const HAIKU = { provider: 'anthropic', model: 'claude-haiku-4-5' };

/** One list for all modes and tiers. */
function routed(...refs: readonly Candidate['deployment'][] | readonly { provider: string; model: string }[]) {
  const tiers = { low: refs, medium: refs, high: refs };
  return testGateway({ routing: { cost: tiers, balanced: tiers, speed: tiers, quality: tiers } });
}

/** Moves time on: timers and clock together. */
async function pass({ clock }: TestGateway, ms: number): Promise<void> {
  clock.advance(ms);
  await vi.advanceTimersByTimeAsync(ms);
}

function outcomes({ entries }: TestGateway): string[] {
  return entries.flatMap(({ attempts }) => attempts.map(({ outcome }) => outcome));
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});

afterEach(() => {
  vi.useRealTimers();
});

describe('faults before the first byte', () => {
  it('fault F01: a rate limit goes to the next provider at once, costs nothing and leaves two attempts', async () => {
    const made = routed(LUNA, OSS);
    const { response, done } = made.ask();
    (await made.transport.call(1)).refuse(429, { kind: 'rate_limited', outcome: 'rate_limited', retryAfterMs: 5_000 });
    (await made.transport.call(2)).answer();
    await done;
    expect(response.status).toBe(200);
    expect(response.headers['x-lco-attempts']).toBe('2');
    expect(made.entries[0]?.attempts).toMatchObject([
      { number: 1, outcome: 'rate_limited', httpStatus: 429, usageSource: 'none', costUsd: '0' },
      { number: 2, outcome: 'ok', usageSource: 'provider' },
    ]);
    expect(made.metrics.counted).toContain('failover:rate_limited');
  });

  it('fault F01: with nobody else left it waits as long as the provider asks, then answers', async () => {
    const made = routed(LUNA);
    const { response, done } = made.ask();
    (await made.transport.call(1)).refuse(429, { kind: 'rate_limited', outcome: 'rate_limited', retryAfterMs: 3_000 });
    await settleMicrotasks();
    await pass(made, 2_900);
    expect(made.transport.calls).toHaveLength(1);
    await pass(made, 200);
    (await made.transport.call(2)).answer();
    await done;
    expect(response.status).toBe(200);
    expect(made.entries[0]?.request.overheadMs).toBeLessThan(1);
  });

  it('fault F05: a wait beyond the cap is not made: 429 with the shortest wait known, at most a minute', async () => {
    const made = routed(LUNA, OSS);
    const { response, done } = made.ask();
    const limited = { kind: 'rate_limited', outcome: 'rate_limited' } as const;
    (await made.transport.call(1)).refuse(429, { ...limited, retryAfterMs: 60_000 });
    (await made.transport.call(2)).refuse(429, { ...limited, retryAfterMs: 45_000 });
    await done;
    expect(response.status).toBe(429);
    expect(response.headers).toMatchObject({
      'retry-after': '45',
      'retry-after-ms': '45000',
      'x-should-retry': 'false',
      'x-lco-attempts': '2',
    });
  });

  it.each([
    { name: 'fault F06: an empty account', over: { kind: 'quota', outcome: 'quota_exhausted' } as const, status: 429 },
    {
      name: 'fault F09: a refused provider key',
      over: { kind: 'credentials', outcome: 'auth_failed' } as const,
      status: 401,
    },
  ])('$name is 503 without the provider’s words, and is not repeated', async ({ over, status }) => {
    const made = routed(LUNA);
    const { response, done } = made.ask();
    (await made.transport.call(1)).refuse(status, over);
    await done;
    expect(response.status).toBe(503);
    expect(response.text).not.toContain('sk-secret');
    expect(response.headers['x-should-retry']).toBe('false');
    expect(made.transport.calls).toHaveLength(1);
  });

  it('fault F08: server errors everywhere are 503 after three attempts in all, not three per provider', async () => {
    const made = routed(LUNA, OSS);
    const { response, done } = made.ask();
    (await made.transport.call(1)).refuse(500, { outcome: 'server_error' });
    (await made.transport.call(2)).refuse(502, { outcome: 'server_error' });
    await settleMicrotasks();
    await pass(made, 3_000);
    (await made.transport.call(3)).refuse(503, { outcome: 'server_error' });
    await done;
    expect(response.status).toBe(503);
    expect(response.json).toMatchObject({ error: { code: 'upstream_unavailable', type: 'server_error' } });
    expect(response.headers['x-should-retry']).toBe('false');
    expect(outcomes(made)).toEqual(['server_error', 'server_error', 'server_error']);
    expect(made.entries[0]?.request).toMatchObject({
      outcome: 'failed',
      errorCode: 'upstream_unavailable',
      costUsd: '0',
    });
  });

  it('goes back to a provider with a passing fault when the others are out for good', async () => {
    const made = routed(LUNA, OSS);
    const { response, done } = made.ask();
    (await made.transport.call(1)).refuse(503, { kind: 'overloaded', outcome: 'overloaded' });
    (await made.transport.call(2)).refuse(401, { kind: 'credentials', outcome: 'auth_failed' });
    await settleMicrotasks();
    await pass(made, 3_000);
    (await made.transport.call(3)).answer();
    await done;
    expect(response.headers['x-lco-provider']).toBe('openai');
  });

  it('fault F10: a model that nobody offers is 404 with the client’s own name for it', async () => {
    const made = routed(LUNA);
    const { response, done } = made.ask({ ...ASK, model: 'my-model' });
    (await made.transport.call(1)).refuse(404, { kind: 'not_found', outcome: 'not_found' });
    await done;
    expect(response.status).toBe(404);
    expect(response.text).toContain('my-model');
  });

  it('fault F11: what the client did wrong is told in the provider’s words and status, once', async () => {
    const made = routed(LUNA, OSS);
    const { response, done } = made.ask();
    (await made.transport.call(1)).refuse(422, {
      kind: 'invalid_request',
      outcome: 'bad_request',
      httpStatus: 422,
      message: 'tools[0] is wrong',
      param: 'tools',
    });
    await done;
    expect(response.status).toBe(422);
    expect(response.json).toMatchObject({ error: { message: 'tools[0] is wrong', param: 'tools' } });
    expect(made.transport.calls).toHaveLength(1);
    expect(made.services.health.state('openai/gpt-6-luna')).toBe('ok');
  });

  it('fault F12: a prompt too long for one model is moved only to one with a larger window', async () => {
    const made = routed(OSS, LUNA, OSS);
    const { response, done } = made.ask();
    (await made.transport.call(1)).refuse(400, { kind: 'context_length', outcome: 'context_length', httpStatus: 400 });
    const second = await made.transport.call(2);
    second.answer();
    await done;
    expect(response.headers['x-lco-provider']).toBe('openai');
    const small = routed(LUNA, OSS);
    const refused = small.ask();
    (await small.transport.call(1)).refuse(400, { kind: 'context_length', outcome: 'context_length', httpStatus: 400 });
    await refused.done;
    expect(refused.response.status).toBe(400);
    expect(refused.response.json).toMatchObject({ error: { code: 'context_length_exceeded' } });
  });

  it('fault F19: a dead connection goes to the next provider; its attempt used nothing', async () => {
    const made = routed(LUNA, OSS);
    const { response, done } = made.ask();
    (await made.transport.call(1)).fail();
    (await made.transport.call(2)).answer();
    await done;
    expect(response.status).toBe(200);
    expect(made.entries[0]?.attempts[0]).toMatchObject({
      outcome: 'connect_failed',
      usageSource: 'none',
      httpStatus: null,
    });
  });

  it('fault F22: slow headers are followed by another provider, and by 504 when there is none', async () => {
    const made = routed(LUNA);
    const { response, done } = made.ask();
    (await made.transport.call(1)).fail({ kind: 'timeout', outcome: 'timeout_headers' });
    await done;
    expect(response.status).toBe(504);
    expect(response.json).toMatchObject({ error: { code: 'upstream_timeout' } });
    expect(made.entries[0]?.attempts[0]).toMatchObject({ usageSource: 'estimated', outcome: 'timeout_headers' });
  });

  it('fault F22: the deadline ends the request whatever is left to try', async () => {
    const made = routed(LUNA, OSS);
    const { response, done } = made.ask();
    const call = await made.transport.call(1);
    await pass(made, 60_000);
    await done;
    expect(call.isAborted).toBe(true);
    expect(response.status).toBe(504);
    expect(outcomes(made)).toEqual(['deadline']);
  });

  it('fault F23: a stream without a first token is moved; the client sees one clean stream', async () => {
    const made = routed(LUNA, OSS);
    const { response, done } = made.ask(STREAM);
    const slow = await made.transport.call(1);
    slow.open();
    slow.send(chunk({ role: 'assistant', content: null }));
    await pass(made, 10_000);
    const second = await made.transport.call(2);
    second.open();
    second.send(chunk({ content: 'Hi' }));
    second.send(chunk({}, 'stop'));
    second.end();
    await done;
    expect(slow.isAborted).toBe(true);
    expect(response.text.match(/"role"/g)).toBeNull();
    expect(response.text.endsWith('[DONE]\n\n')).toBe(true);
    expect(made.entries[0]?.attempts[0]).toMatchObject({ outcome: 'timeout_first_token', usageSource: 'estimated' });
    expect(made.entries[0]?.attempts[0]?.usage).toMatchObject({ completionTokens: 0 });
  });

  it('fault F34: a connection that died in the pool is replaced at once, at the same provider', async () => {
    const made = routed(LUNA, OSS);
    const { response, done } = made.ask();
    (await made.transport.call(1)).fail({ code: 'stale_connection' });
    (await made.transport.call(2)).answer();
    await done;
    expect(response.headers['x-lco-provider']).toBe('openai');
    expect(made.metrics.counted).toContain('retry:stale_socket');
  });

  it('fault F70: retries stop when their budget over all requests is spent', async () => {
    const made = routed(LUNA);
    while (made.services.retryBudget.tryRetry(made.clock.monotonic())) {
      // Spent by other requests.
    }
    const { response, done } = made.ask();
    (await made.transport.call(1)).refuse(500, { outcome: 'server_error' });
    await settleMicrotasks();
    await pass(made, 3_000);
    await done;
    expect(response.status).toBe(503);
    expect(made.transport.calls).toHaveLength(1);
    expect(made.metrics.counted).toContain('retryBudgetExhausted');
  });

  it('fault F73: while one request probes a broken deployment the others go elsewhere', async () => {
    const made = routed(LUNA, OSS);
    const { health } = made.services;
    const [luna] = upstreamsOf(made.services.snapshot(), LUNA);
    const broken = { kind: 'unavailable', outcome: 'server_error' } as const;
    for (let i = 0; i < 5; i++) {
      health.report(luna, {
        ...broken,
        httpStatus: 500,
        message: '',
        param: null,
        code: null,
        retryAfterMs: null,
      });
    }
    made.clock.advance(5_000);
    const probe = made.ask({ ...ASK, seed: 1 });
    const probed = await made.transport.call(1);
    const others = [2, 3, 4].map((seed) => made.ask({ ...ASK, seed }));
    for (const at of [2, 3, 4]) (await made.transport.call(at)).answer();
    await Promise.all(others.map(({ done }) => done));
    expect(others.map(({ response }) => response.headers['x-lco-provider'])).toEqual(['groq', 'groq', 'groq']);
    probed.answer();
    await probe.done;
    expect(probe.response.headers['x-lco-provider']).toBe('openai');
    expect(health.state('openai/gpt-6-luna')).toBe('ok');
  });

  it('fault F76: a model without images is no candidate for a prompt with one', async () => {
    const made = routed(OSS);
    const { response, done } = made.ask({
      model: 'auto',
      messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://example.com/a.png' } }] }],
    });
    await done;
    expect(response.status).toBe(400);
    expect(response.json).toMatchObject({ error: { code: 'no_capable_model' } });
    expect(made.transport.calls).toHaveLength(0);
  });
});

describe('faults after the first byte', () => {
  it.each([
    { name: 'fault F26: the connection breaks', end: 'fail' },
    { name: 'fault F27: the stream ends without a reason', end: 'end' },
    { name: 'fault F30: an event is no JSON', end: 'malformed' },
  ] as const)('$name: the text so far, one error event, no [DONE], nothing repeated', async ({ end }) => {
    const made = routed(LUNA, OSS);
    const { response, done } = made.ask(STREAM);
    const call = await made.transport.call(1);
    call.open();
    call.send(chunk({ content: 'Half an answer' }));
    if (end === 'fail') call.fail({ outcome: 'broken', httpStatus: 200 });
    else if (end === 'end') call.end();
    else call.send('data: broken json\n\n');
    await done;
    const events = response.text.trim().split('\n\n');
    expect(response.text).toContain('Half an answer');
    expect(response.text).not.toContain('broken json');
    expect(response.text).not.toContain('[DONE]');
    expect(JSON.parse(events.at(-1)?.slice(6) ?? '')).toMatchObject({ error: { code: 'upstream_broken' } });
    expect(made.transport.calls).toHaveLength(1);
    expect(made.entries[0]?.request).toMatchObject({
      outcome: 'failed',
      httpStatus: 200,
      errorCode: 'upstream_broken',
    });
    expect(made.entries[0]?.attempts[0]).toMatchObject({ outcome: 'broken', usageSource: 'estimated' });
    expect(made.entries[0]?.attempts[0]?.usage.completionTokens).toBe(4);
    expect(made.metrics.counted).toContain('streamAbort:provider:after');
  });

  it('fault F35: a client that reads slowly slows its provider, and goes on where it was', async () => {
    const made = routed(LUNA);
    const { response, done } = made.ask(STREAM);
    const call = await made.transport.call(1);
    response.isFull = true;
    call.open();
    call.send(chunk({ content: 'one' }));
    expect(call.isPaused).toBe(true);
    call.send(chunk({ content: 'two' }));
    expect(response.text).not.toContain('two');
    response.drain();
    expect(response.text).toContain('two');
    expect(call.isPaused).toBe(false);
    call.send(chunk({}, 'stop'));
    call.end();
    await done;
    expect(response.text.endsWith('[DONE]\n\n')).toBe(true);
  });

  it('cuts a client that reads nothing for the idle limit', async () => {
    const made = routed(LUNA);
    const { response, done } = made.ask(STREAM);
    const call = await made.transport.call(1);
    response.isFull = true;
    call.open();
    call.send(chunk({ content: 'one' }));
    await pass(made, 10_000);
    await done;
    expect(response.destroyed).toBe(true);
    expect(call.isAborted).toBe(true);
    expect(made.entries[0]?.request.outcome).toBe('cancelled');
  });
});

describe('the client', () => {
  it('fault F36: leaves before the answer: the provider is stopped at once, the row is cancelled and estimated', async () => {
    const made = routed(LUNA);
    const { response, done } = made.ask();
    const call = await made.transport.call(1);
    response.leave();
    await done;
    expect(call.isAborted).toBe(true);
    expect(made.entries[0]?.request).toMatchObject({ outcome: 'cancelled', httpStatus: 499, errorCode: null });
    expect(made.entries[0]?.attempts[0]).toMatchObject({ outcome: 'cancelled', usageSource: 'estimated' });
    expect(made.entries[0]?.request.costUsd).not.toBe('0');
    expect(made.services.health.state('openai/gpt-6-luna')).toBe('ok');
  });

  it('fault F37: leaves in mid-stream: the prompt and the output read so far are booked', async () => {
    const made = routed(LUNA);
    const { response, done } = made.ask(STREAM);
    const call = await made.transport.call(1);
    call.open();
    call.send(chunk({ content: 'twelve chars' }));
    response.leave();
    await done;
    expect(made.entries[0]?.attempts[0]?.usage).toMatchObject({ completionTokens: 3 });
    expect(made.entries[0]?.request).toMatchObject({ outcome: 'cancelled', servedProvider: 'openai' });
    expect(made.metrics.counted).toContain('streamAbort:client:after');
  });

  it('leaves during a pause between attempts: no further call is made', async () => {
    const made = routed(LUNA);
    const { response, done } = made.ask();
    (await made.transport.call(1)).refuse(500, { outcome: 'server_error' });
    await settleMicrotasks();
    response.leave();
    await done;
    await pass(made, 10_000);
    expect(made.transport.calls).toHaveLength(1);
  });

  it('is told when the gateway stops, inside an open stream', async () => {
    const made = routed(LUNA, HAIKU);
    const { response, done } = made.ask(STREAM);
    const call = await made.transport.call(1);
    call.open();
    call.send(chunk({ content: 'Hi' }));
    const { GatewayError } = await import('@llm-cost-optimizer/contracts');
    made.services.flights.stopAll(new GatewayError('shutting_down', 'This instance is stopping.'));
    await done;
    expect(call.isAborted).toBe(true);
    expect(response.text).toContain('shutting_down');
    expect(made.entries).toHaveLength(1);
    expect(made.services.flights.size).toBe(0);
  });
});

it('a plan without retries makes exactly one call', async () => {
  const transport = new FakeTransport();
  const config = testConfig();
  const made = testGateway({ limits: { ...config.limits, maxAttempts: 1 } }, {});
  const { done } = made.ask();
  (await made.transport.call(1)).refuse(500, { outcome: 'server_error' });
  await done;
  expect(transport.calls).toHaveLength(0);
  expect(made.transport.calls).toHaveLength(1);
});
