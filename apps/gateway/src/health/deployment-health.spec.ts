import { describe, expect, it } from 'vitest';
import { failure, fakeAdapter } from '../completions/__testing__/fake-provider.ts';
import { testProvider } from '../completions/__testing__/test-services.ts';
import { ProviderWays, type Upstream } from '../snapshot/upstream.ts';
import { DeploymentHealth } from './deployment-health.ts';

const ID = 'openai/gpt-6-luna';
const ways = new ProviderWays({ config: testProvider('openai'), adapter: fakeAdapter('openai') });
const ONLY = onlyWay('gpt-6-luna');

function onlyWay(model: string): Upstream {
  const [way] = ways.to(`openai/${model}`, model);
  if (way === undefined) throw new Error('no way');
  return way;
}

function health() {
  const clock = { now: 0 };
  return { clock, health: new DeploymentHealth(() => clock.now) };
}

describe('the health of a deployment', () => {
  it('rests for as long as the provider asks, a minute at most, and two seconds without a hint', () => {
    for (const [retryAfterMs, rest] of [
      [3_000, 3_000],
      [1e9, 60_000],
      [null, 2_000],
    ] as const) {
      const made = health();
      made.health.report(ONLY, failure('rate_limited', { retryAfterMs }));
      expect(made.health.state(ID)).toBe('cooldown');
      expect(made.health.waitMs(ONLY)).toBe(rest);
      made.clock.now = rest;
      expect(made.health.tryEnter(ONLY)).toBe(true);
    }
  });

  it('is not hurt by what the client did wrong, by rate limits or by clients that leave', () => {
    const made = health();
    for (let i = 0; i < 20; i++) {
      for (const kind of ['invalid_request', 'content_filter', 'cancelled', 'context_length'] as const) {
        made.health.report(ONLY, failure(kind));
      }
    }
    expect(made.health.state(ID)).toBe('ok');
    expect(made.health.list()).toEqual([]);
  });

  it('tells how long to wait, and null while a probe decides', () => {
    const made = health();
    for (let i = 0; i < 5; i++) made.health.report(ONLY, failure('unavailable'));
    expect(made.health.state(ID)).toBe('open');
    expect(made.health.waitMs(ONLY)).toBe(5_000);
    made.clock.now = 5_000;
    expect(made.health.tryEnter(ONLY)).toBe(true);
    expect(made.health.waitMs(ONLY)).toBeNull();
    made.health.release(ONLY);
    expect(made.health.waitMs(ONLY)).toBe(0);
    made.health.report(ONLY, null);
    expect(made.health.list()).toEqual([{ deploymentId: ID, state: 'closed', isResting: false }]);
  });

  it.each(['credentials', 'quota'] as const)(
    'lets one call at a time ask again after %s, and heals with it',
    (kind) => {
      const made = health();
      made.health.report(ONLY, failure(kind));
      expect(made.health.restCause(ONLY)).toBe(kind);
      expect([made.health.tryEnter(ONLY), made.health.tryRefused(ONLY), made.health.tryRefused(ONLY)]).toEqual([
        false,
        true,
        false,
      ]);
      made.health.report(ONLY, failure(kind));
      expect(made.health.tryRefused(ONLY)).toBe(true);
      made.health.release(ONLY);
      expect(made.health.tryRefused(ONLY)).toBe(true);
      made.health.report(ONLY, null);
      expect([made.health.restCause(ONLY), made.health.tryEnter(ONLY)]).toEqual([null, true]);
    },
  );

  it('asks no key again before its time that rests for a limit', () => {
    const made = health();
    made.health.report(ONLY, failure('rate_limited', { retryAfterMs: 3_000 }));
    expect(made.health.tryRefused(ONLY)).toBe(false);
    made.health.report(ONLY, null);
    expect(made.health.waitMs(ONLY)).toBe(3_000);
  });

  it('names what rests and which addresses are open, for how long and why', () => {
    const made = health();
    made.health.report(ONLY, failure('rate_limited', { retryAfterMs: 3_000 }));
    for (let i = 0; i < 5; i++) made.health.report(ONLY, failure('unavailable'));
    made.clock.now = 1_000;
    expect(made.health.restingKeys()).toEqual([
      { provider: 'openai', key: 'default', model: 'gpt-6-luna', cause: 'rate_limited', restMs: 2_000 },
    ]);
    expect(made.health.addresses()).toEqual([{ deploymentId: ID, address: 'default', state: 'open', openMs: 4_000 }]);
    made.clock.now = 3_000;
    expect(made.health.restingKeys()).toEqual([]);
  });

  it('remembers a bounded number of deployments', () => {
    const made = health();
    for (let i = 0; i < 6_000; i++) made.health.report(onlyWay(String(i)), failure('unavailable'));
    expect(made.health.list()).toHaveLength(5_000);
  });
});

describe('the health of a deployment with several addresses and keys', () => {
  const key = (name: string) => ({ name, secret: `sk-${name}`, weight: 1 });
  const address = (name: string, keys: string[]) => ({
    name,
    baseUrl: `https://${name}.example`,
    region: null,
    weight: 1,
    keys: keys.map(key),
    models: null,
  });
  const config = testProvider('openai', { addresses: [address('eu', ['a', 'b']), address('us', ['a'])] });
  const several = new ProviderWays({ config, adapter: fakeAdapter('openai') });

  function waysTo(model: string) {
    const [euA, euB, usA] = several.to(`openai/${model}`, model);
    if (euA === undefined || euB === undefined || usA === undefined) throw new Error('no ways');
    return { euA, euB, usA };
  }

  const { euA, euB, usA } = waysTo('gpt-6-luna');
  const free = ({ health: one }: ReturnType<typeof health>) => [euA, euB, usA].map((way) => one.isAvailable(way));

  it('fault F01: a limit rests the key at all its addresses and no other key', () => {
    const made = health();
    made.health.report(euA, failure('rate_limited', { retryAfterMs: 3_000 }));
    expect(free(made)).toEqual([false, true, false]);
    expect(made.health.state(ID)).toBe('ok');
    expect([euA, euB].map((way) => made.health.waitMs(way))).toEqual([3_000, 0]);
    made.health.report(euB, failure('rate_limited'));
    expect(made.health.state(ID)).toBe('cooldown');
    made.clock.now = 3_000;
    expect(free(made)).toEqual([true, true, true]);
  });

  it('fault F05: tells how long keys still rest: by deployment, or by provider where one was refused for all models', () => {
    const made = health();
    made.health.report(ONLY, failure('rate_limited', { retryAfterMs: 1e9 }));
    expect(made.health.cooldowns()).toEqual({ [ID]: 60 });
    made.health.report(euA, failure('rate_limited', { retryAfterMs: 3_000 }));
    made.health.report(euB, failure('quota'));
    made.clock.now = 1_000;
    expect(made.health.cooldowns()).toMatchObject({ [`${ID}#a`]: 2, 'openai#b': 1 });
    made.clock.now = 60_000;
    expect(made.health.cooldowns()).toEqual({});
  });

  it('a limit of one model says nothing about another one', () => {
    const made = health();
    made.health.report(euA, failure('rate_limited'));
    expect(made.health.isAvailable(waysTo('gpt-6.2-sol').euA)).toBe(true);
  });

  it.each(['credentials', 'quota'] as const)('fault F06, F09: a key refused for %s rests for every model', (kind) => {
    const made = health();
    made.health.report(euA, failure(kind));
    const other = waysTo('gpt-6.2-sol');
    expect([other.euA, other.euB, other.usA].map((way) => made.health.tryEnter(way))).toEqual([false, true, false]);
    expect(made.health.waitMs(other.euA)).toBe(2_000);
  });

  it('a key that is refused again and again rests longer and longer, a minute at most, until it is accepted', () => {
    const made = health();
    const rests = [2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000];
    for (const rest of rests) {
      made.health.report(euA, failure('credentials'));
      made.health.report(usA, failure('credentials'));
      expect(made.health.waitMs(euA)).toBe(rest);
      made.clock.now += rest;
    }
    expect(made.health.tryEnter(euA)).toBe(true);
    made.health.report(euA, null);
    made.health.report(euA, failure('credentials'));
    expect(made.health.waitMs(euA)).toBe(2_000);
  });

  it('an address that fails is broken for all its keys, and the other address is not', () => {
    const made = health();
    for (let i = 0; i < 5; i++) made.health.report(i % 2 === 0 ? euA : euB, failure('unavailable'));
    expect(free(made)).toEqual([false, false, true]);
    expect(made.health.state(ID)).toBe('ok');
    expect(made.health.list()).toEqual([
      { deploymentId: `${ID}@eu`, state: 'open', isResting: false },
      { deploymentId: `${ID}@us`, state: 'closed', isResting: false },
    ]);
    for (let i = 0; i < 5; i++) made.health.report(usA, failure('unavailable'));
    expect(made.health.state(ID)).toBe('open');
  });

  it('is known by name, so that it outlives a new configuration; what is gone from that is forgotten', () => {
    const made = health();
    made.health.report(euA, failure('rate_limited', { retryAfterMs: 3_000 }));
    for (let i = 0; i < 5; i++) made.health.report(usA, failure('unavailable'));
    const changed = testProvider('openai', { addresses: [address('eu', ['a', 'c'])] });
    const [sameKey, newKey] = new ProviderWays({ config: changed, adapter: fakeAdapter('openai') }).to(
      ID,
      'gpt-6-luna',
    );
    if (sameKey === undefined || newKey === undefined) throw new Error('no ways');
    expect([sameKey, newKey].map((way) => made.health.isAvailable(way))).toEqual([false, true]);
    made.health.report(newKey, failure('unavailable'));
    expect(made.health.list().map(({ deploymentId }) => deploymentId)).toEqual([ID]);
  });
});
