import { describe, expect, it } from 'vitest';
import { routingHealth } from './routing-health.ts';

const share = (tier: 'low' | 'medium' | 'high', model: string, requests: number) => ({ tier, model, requests });

describe('the health of the router', () => {
  it('tells shares and how evenly they are spread', () => {
    const health = routingHealth([share('low', 'a', 100), share('medium', 'b', 100), share('high', 'c', 100)], 3);
    expect(health.tiers.map(({ share: one }) => one)).toEqual([1 / 3, 1 / 3, 1 / 3]);
    expect(health.tierEntropy).toBeCloseTo(1, 9);
    expect(health).toMatchObject({ requests: 300, isConstant: false, advice: null });
  });

  it.each([
    {
      name: 'one tier',
      shares: [share('medium', 'a', 500), share('medium', 'b', 490), share('low', 'a', 10)],
      word: 'medium',
    },
    {
      name: 'one model',
      shares: [share('low', 'a', 500), share('medium', 'a', 490), share('high', 'b', 10)],
      word: 'to a',
    },
  ])('raises the alarm when nearly everything goes to $name', ({ shares, word }) => {
    const health = routingHealth(shares, 5);
    expect(health.isConstant).toBe(true);
    expect(health.advice).toContain(word);
  });

  it('raises none for a single model where there is no other, nor with too few requests', () => {
    const one = [share('low', 'a', 500), share('high', 'a', 500)];
    expect(routingHealth(one, 1).isConstant).toBe(false);
    expect(routingHealth([share('low', 'a', 99)], 5)).toMatchObject({ isConstant: false, tierEntropy: null });
    expect(routingHealth([], 5)).toMatchObject({ requests: 0, isConstant: false });
  });
});
