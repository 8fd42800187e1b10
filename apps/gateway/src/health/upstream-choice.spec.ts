import { describe, expect, it } from 'vitest';
import { fakeAdapter } from '../completions/__testing__/fake-provider.ts';
import { testProvider } from '../completions/__testing__/test-services.ts';
import { hashText, ProviderWays, type Upstream } from '../snapshot/upstream.ts';
import { chooseUpstream } from './upstream-choice.ts';

function ways(weights: Readonly<Record<string, number>>): readonly Upstream[] {
  const keys = Object.entries(weights).map(([name, weight]) => ({ name, secret: name, weight }));
  const address = { name: 'default', baseUrl: 'https://a.example', region: null, weight: 1, keys, models: null };
  const config = testProvider('openai', { addresses: [address] });
  return new ProviderWays({ config, adapter: fakeAdapter('openai') }).to('openai/m', 'm');
}

const usable = (): boolean => true;

/** Keys chosen for the sessions `session-0` to `session-9999`. */
function choices(upstreams: readonly Upstream[], isUsable: (upstream: Upstream) => boolean = usable): string[] {
  const one = (index: number) => chooseUpstream(upstreams, hashText(`session-${index}`), isUsable)?.key ?? 'none';
  return Array.from({ length: 10_000 }, (_, index) => one(index));
}

function shares(keys: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const key of keys) counts[key] = (counts[key] ?? 0) + 1 / keys.length;
  return counts;
}

describe('the choice among keys and addresses', () => {
  it.each([
    { name: 'two of the same weight', weights: { a: 1, b: 1 } },
    { name: 'three of different weight', weights: { a: 1, b: 3, c: 6 } },
    { name: 'ten', weights: Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`key-${index + 1}`, 1])) },
  ])('follows the weights: $name', ({ weights }) => {
    const total = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
    const found = shares(choices(ways(weights)));
    for (const [key, weight] of Object.entries(weights)) expect(found[key]).toBeCloseTo(weight / total, 1);
  });

  it('follows the weights for seeds without any order, too', () => {
    const upstreams = ways({ a: 1, b: 4 });
    let state = 42;
    const random = () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
      return state;
    };
    const keys = Array.from({ length: 10_000 }, () => chooseUpstream(upstreams, random(), usable)?.key ?? 'none');
    expect(shares(keys).a).toBeCloseTo(0.2, 1);
  });

  it('is the same for the same session, for every model', () => {
    const upstreams = ways({ a: 1, b: 1, c: 1 });
    expect(choices(upstreams)).toEqual(choices(ways({ a: 1, b: 1, c: 1 })));
  });

  it('moves only the sessions of a key that rests, by weight, and they come back', () => {
    const upstreams = ways({ a: 1, b: 1, c: 2 });
    const before = choices(upstreams);
    const during = choices(upstreams, ({ key }) => key !== 'a');
    expect(during.filter((key, index) => before[index] !== 'a' && key !== before[index])).toEqual([]);
    const moved = shares(during.filter((_, index) => before[index] === 'a'));
    expect(moved.b).toBeCloseTo(1 / 3, 1);
    expect(moved.c).toBeCloseTo(2 / 3, 1);
  });

  it('moves only what a new key gets', () => {
    const before = choices(ways({ a: 1, b: 1 }));
    const after = choices(ways({ a: 1, b: 1, c: 2 }));
    expect(after.filter((key, index) => key !== 'c' && key !== before[index])).toEqual([]);
    expect(shares(after).c).toBeCloseTo(0.5, 1);
  });

  it('is none when none is usable', () => {
    expect(chooseUpstream(ways({ a: 1 }), 1, () => false)).toBeNull();
  });
});
