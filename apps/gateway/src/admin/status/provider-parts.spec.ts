import { describe, expect, it } from 'vitest';
import { failure, fakeAdapter } from '../../completions/__testing__/fake-provider.ts';
import { testProvider } from '../../completions/__testing__/test-services.ts';
import { DeploymentHealth } from '../../health/deployment-health.ts';
import { ProviderWays, type Upstream } from '../../snapshot/upstream.ts';
import { addressesOf, keysOf } from './provider-parts.ts';

const key = (name: string) => ({ name, secret: `sk-secret-${name}`, weight: 1 });
const address = (name: string, keys: string[]) => ({
  name,
  baseUrl: `https://${name}.example`,
  region: name,
  weight: 1,
  keys: keys.map(key),
  models: null,
});
const several = testProvider('openai', { addresses: [address('eu', ['a', 'b']), address('us', ['a'])] });
const single = testProvider('groq');

function seen() {
  const health = new DeploymentHealth(() => 0);
  const way = (config: typeof single, model: string, matches: (one: Upstream) => boolean = () => true) => {
    const found = new ProviderWays({ config, adapter: fakeAdapter(config.id) })
      .to(`${config.id}/${model}`, model)
      .find(matches);
    if (found === undefined) throw new Error('no way');
    return found;
  };
  return { health, way };
}

describe('keys and addresses on the status page', () => {
  it('are all fine while nothing has failed, by name and without their secrets', () => {
    const { health } = seen();
    expect(keysOf(several, health.restingKeys())).toEqual([
      { name: 'a', state: 'ok', rests: [] },
      { name: 'b', state: 'ok', rests: [] },
    ]);
    expect(addressesOf(several, health.addresses())).toEqual([
      { name: 'eu', region: 'eu', state: 'healthy', broken: [] },
      { name: 'us', region: 'us', state: 'healthy', broken: [] },
    ]);
    expect(keysOf(single, [])).toEqual([{ name: 'default', state: 'ok', rests: [] }]);
    expect(addressesOf(single, [])).toEqual([{ name: 'default', region: null, state: 'healthy', broken: [] }]);
  });

  it('say what a key rests from, until when, and for which models', () => {
    const { health, way } = seen();
    health.report(
      way(several, 'm', ({ key: name }) => name === 'b'),
      failure('credentials'),
    );
    health.report(
      way(several, 'm', ({ key: name }) => name === 'a'),
      failure('rate_limited', { retryAfterMs: 9_000 }),
    );
    health.report(way(single, 'a/b'), failure('quota'));
    const resting = health.restingKeys();
    expect(keysOf(several, resting)).toEqual([
      { name: 'a', state: 'resting', rests: [{ model: 'm', cause: 'rate_limited', seconds: 9 }] },
      { name: 'b', state: 'resting', rests: [{ model: null, cause: 'credentials', seconds: 2 }] },
    ]);
    expect(keysOf(single, resting)).toEqual([
      { name: 'default', state: 'resting', rests: [{ model: 'a/b', cause: 'quota', seconds: 2 }] },
    ]);
    expect(JSON.stringify(resting)).not.toContain('sk-secret');
  });

  it('say which models do not answer at an address, and when they are tried again', () => {
    const { health, way } = seen();
    const eu = (model: string) => way(several, model, ({ address: name }) => name === 'eu');
    for (let i = 0; i < 5; i += 1) health.report(eu('m'), failure('unavailable'));
    const broken = [{ model: 'm', state: 'open', seconds: 5 }];
    expect(addressesOf(several, health.addresses())).toEqual([
      { name: 'eu', region: 'eu', state: 'open', broken },
      { name: 'us', region: 'us', state: 'healthy', broken: [] },
    ]);
    health.report(eu('other'), failure('unavailable'));
    expect(addressesOf(several, health.addresses())[0]).toEqual({
      name: 'eu',
      region: 'eu',
      state: 'degraded',
      broken,
    });
  });
});
