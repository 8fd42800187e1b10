import type { ProviderAddress, ProviderFailure } from '@llm-cost-optimizer/contracts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeAdapter } from '../__testing__/fake-provider.ts';
import { ASK, settleMicrotasks, type TestGateway, testGateway } from '../__testing__/test-gateway.ts';
import { testProvider } from '../__testing__/test-services.ts';

const LUNA = { provider: 'openai', model: 'gpt-6-luna' };
const OSS = { provider: 'groq', model: 'openai/gpt-oss-20b' };

function address(name: string, keys: readonly string[]): ProviderAddress {
  const made = keys.map((key) => ({ name: key, secret: `sk-${key}`, weight: 1 }));
  return { name, baseUrl: `https://${name}.example`, region: null, weight: 1, keys: made, models: null };
}

/** OpenAI with some addresses and keys, then Groq; the key goes where it can be read back. */
function gateway(addresses: readonly ProviderAddress[], routes = [LUNA, OSS]): TestGateway {
  const tiers = { low: routes, medium: routes, high: routes };
  return testGateway(
    {
      routing: { cost: tiers, balanced: tiers, speed: tiers, quality: tiers },
      providers: [testProvider('openai', { addresses }), testProvider('groq')],
    },
    {
      adapterOf: (id) => ({
        ...fakeAdapter(id),
        encode: ({ request, apiKey }) => ({
          path: '/chat',
          headers: ['authorization', apiKey],
          body: request.raw,
          droppedParameters: [],
        }),
      }),
    },
  );
}

/** Requests of one session; the seed keeps them from being answered from the cache. */
let requests = 0;
const inSession = () => [{ ...ASK, seed: ++requests }, { 'x-session-id': 'one' }] as const;
const LIMITED = { kind: 'rate_limited', outcome: 'rate_limited', retryAfterMs: 5_000 } as const;

/** `address/key` of every call so far. */
function called({ transport }: TestGateway): string[] {
  return transport.calls.map(({ call }) => `${new URL(call.baseUrl).hostname.split('.')[0]}/${call.headers[1]}`);
}

async function refuseThenAnswer(made: TestGateway, ...failures: readonly Partial<ProviderFailure>[]) {
  const { response, done } = made.ask(...inSession());
  const from = made.transport.calls.length;
  for (const [index, failure] of failures.entries()) {
    (await made.transport.call(from + index)).refuse(failure.httpStatus ?? 429, failure);
  }
  (await made.transport.call(from + failures.length)).answer();
  await done;
  return response;
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});

afterEach(() => {
  vi.useRealTimers();
});

describe('several keys of one provider', () => {
  it.each([
    { name: 'F01: a rate limit', failure: LIMITED },
    { name: 'F06: an empty account', failure: { kind: 'quota', outcome: 'quota_exhausted' } as const },
    { name: 'F09: a refused key', failure: { kind: 'credentials', outcome: 'auth_failed', httpStatus: 401 } as const },
  ])(
    'fault $name moves to the other key at once, and that one is used until the first has rested',
    async ({ failure }) => {
      const made = gateway([address('default', ['a', 'b'])]);
      const response = await refuseThenAnswer(made, failure);
      expect(response.headers['x-lco-provider']).toBe('openai');
      const [first, second] = called(made);
      expect([first, second].sort()).toEqual(['default/sk-a', 'default/sk-b']);
      await refuseThenAnswer(made);
      expect(called(made)[2]).toBe(second);
      made.clock.advance(5_001);
      await refuseThenAnswer(made);
      expect(called(made)[3]).toBe(first);
    },
  );

  it('fault F01: the last call is for another provider, not for one more key', async () => {
    const made = gateway([address('default', ['a', 'b', 'c', 'd'])]);
    const response = await refuseThenAnswer(made, LIMITED, LIMITED);
    expect(response.headers['x-lco-provider']).toBe('groq');
    const outcomes = made.entries[0]?.attempts.map(({ provider, outcome }) => `${provider} ${outcome}`);
    expect(outcomes).toEqual(['openai rate_limited', 'openai rate_limited', 'groq ok']);
  });

  it('fault F01: with all keys resting the next provider serves, without a call to be refused', async () => {
    const made = gateway([address('default', ['a', 'b'])]);
    await refuseThenAnswer(made, LIMITED, LIMITED);
    const response = await refuseThenAnswer(made);
    expect(response.headers['x-lco-provider']).toBe('groq');
    expect(made.transport.calls).toHaveLength(4);
  });

  it('fault F05: without another provider it waits for the key that is free first', async () => {
    const made = gateway([address('default', ['a', 'b'])], [LUNA]);
    const { response, done } = made.ask(...inSession());
    (await made.transport.call(1)).refuse(429, { ...LIMITED, retryAfterMs: 9_000 });
    (await made.transport.call(2)).refuse(429, { ...LIMITED, retryAfterMs: 3_000 });
    await settleMicrotasks();
    made.clock.advance(3_001);
    await vi.advanceTimersByTimeAsync(3_002);
    (await made.transport.call(3)).answer();
    await done;
    expect(response.status).toBe(200);
    expect(called(made)[2]).toBe(called(made)[1]);
  });

  it('a request that the provider refuses for its content goes to no other key', async () => {
    const made = gateway([address('default', ['a', 'b'])]);
    const { response, done } = made.ask();
    (await made.transport.call(1)).refuse(400, { kind: 'invalid_request', outcome: 'bad_request', httpStatus: 400 });
    await done;
    expect(response.status).toBe(400);
    expect(made.transport.calls).toHaveLength(1);
  });

  it('a server error does not go to another key of the same address', async () => {
    const made = gateway([address('default', ['a', 'b'])]);
    const response = await refuseThenAnswer(made, { kind: 'unavailable', httpStatus: 500 });
    expect(response.headers['x-lco-provider']).toBe('groq');
  });

  it.each([
    { name: 'a session id', ask: (id: string) => [ASK, { 'x-session-id': id }] as const },
    { name: 'a prompt_cache_key', ask: (id: string) => [{ ...ASK, prompt_cache_key: id }, {}] as const },
  ])('stay with $name, and are spread over many of them', async ({ ask }) => {
    const made = gateway([address('default', ['a', 'b'])]);
    for (let index = 0; index < 20; index += 1) {
      for (const turn of [1, 2]) {
        const [body, headers] = ask(`session-${index}`);
        const { done } = made.ask({ ...body, seed: index * 2 + turn }, headers);
        (await made.transport.call(made.transport.calls.length)).answer();
        await done;
      }
    }
    const keys = called(made);
    expect(keys).toHaveLength(40);
    expect(keys.filter((key, at) => at % 2 === 0 && key !== keys[at + 1])).toEqual([]);
    expect(new Set(keys).size).toBe(2);
  });

  it('are named in the ledger, and their secrets are nowhere in it', async () => {
    const made = gateway([address('default', ['a', 'b'])]);
    await refuseThenAnswer(made, LIMITED, LIMITED);
    const [entry] = made.entries;
    const keys = called(made).map((one) => one.slice(-1));
    expect(entry?.attempts.map(({ upstream }) => upstream)).toEqual([
      { deployment: 'default', key: keys[0] },
      { deployment: 'default', key: keys[1] },
      undefined,
    ]);
    expect(entry?.request.trace.upstreams).toEqual([
      { attempt: 1, deployment: 'default', key: keys[0] },
      { attempt: 2, deployment: 'default', key: keys[1] },
    ]);
    expect(JSON.stringify(entry)).not.toMatch(/sk-[ab]/);
  });
});

describe('several addresses of one provider', () => {
  it.each([
    { name: 'F08: a server error', failure: { kind: 'unavailable', httpStatus: 500 } as const },
    {
      name: 'F10: a model that is not there',
      failure: { kind: 'not_found', outcome: 'not_found', httpStatus: 404 } as const,
    },
  ])('fault $name at one is answered by the other', async ({ failure }) => {
    const made = gateway([address('eu', ['a', 'b']), address('us', ['a'])]);
    const response = await refuseThenAnswer(made, failure);
    expect(response.headers['x-lco-provider']).toBe('openai');
    const [first, second] = called(made).map((one) => one.split('/')[0]);
    expect([first, second].sort()).toEqual(['eu', 'us']);
  });

  it('fault F08: a broken address is left alone while the other goes on', async () => {
    const made = gateway([address('eu', ['a']), address('us', ['b'])]);
    for (let index = 0; index < 5; index += 1) await refuseThenAnswer(made, { kind: 'unavailable', httpStatus: 500 });
    const broken = called(made)[0];
    expect(made.services.health.state('openai/gpt-6-luna')).toBe('ok');
    await refuseThenAnswer(made);
    expect(called(made).at(-1)).not.toBe(broken);
  });

  it('a key that is limited is not tried at another address', async () => {
    const made = gateway([address('eu', ['a']), address('us', ['a'])]);
    const response = await refuseThenAnswer(made, LIMITED);
    expect(response.headers['x-lco-provider']).toBe('groq');
  });
});
