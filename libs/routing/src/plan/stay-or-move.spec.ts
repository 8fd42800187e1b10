import type { WarmCache } from '@llm-cost-optimizer/contracts';
import { describe, expect, it } from 'vitest';
import { idsOf, type PlanCase, plan as planOf } from '../__testing__/plan-lab.ts';

/** Without the models whose prompts cost so little that no cache matters. */
const plan = (over: PlanCase) => planOf({ allowedModels: ['openai/*', 'anthropic/*'], ...over });
const LONG = 'easy '.repeat(40_000);
const warmAt = (deploymentId: string, over: Partial<WarmCache> = {}): WarmCache => ({
  deploymentId,
  tokens: 50_000,
  paidUsd: '1',
  lostUsd: '0',
  ...over,
});

describe('a conversation with a warm prompt cache', () => {
  it('stays where staying costs less than the cheaper model without a cache', () => {
    const cold = plan({ prompt: LONG });
    const warm = plan({ prompt: LONG, warm: warmAt('openai/gpt-6.1-terra') });
    expect(idsOf(cold)[0]).toBe('openai/gpt-6-luna');
    expect(idsOf(warm)[0]).toBe('openai/gpt-6.1-terra');
    expect(warm.switching).toMatchObject({ stayVsMove: 'stay', switchCostUsd: '0', isBudgetSpent: false });
    expect(Number(warm.switching?.cacheCreditUsd)).toBeGreaterThan(0);
    expect(idsOf(warm).slice(1)).toEqual(idsOf(cold));
  });

  it('moves where the cheaper model is cheaper all the same, and prices what moving loses', () => {
    const warm = plan({ prompt: LONG, warm: warmAt('openai/gpt-6.2-astra') });
    expect(idsOf(warm)[0]).toBe('openai/gpt-6-luna');
    expect(warm.switching?.stayVsMove).toBe('move');
    expect(warm.switching?.switchCostUsd).toBe(warm.switching?.cacheCreditUsd);
  });

  it('prices the warm model of the list with its cache', () => {
    const warm = plan({ prompt: LONG, mode: 'cost', warm: warmAt('openai/gpt-6-luna') });
    expect(idsOf(warm)[0]).toBe('openai/gpt-6-luna');
    expect(warm.switching?.stayVsMove).toBe('stay');
  });

  it('stays once moving has lost more than its share of what the conversation has cost', () => {
    const lost = { paidUsd: '0.01', lostUsd: '0.005' };
    const warm = plan({ prompt: LONG, warm: warmAt('openai/gpt-6.2-astra', lost) });
    expect(idsOf(warm)[0]).toBe('openai/gpt-6.2-astra');
    expect(warm.switching).toMatchObject({ stayVsMove: 'stay', isBudgetSpent: true });
  });

  it('does not hold a harder turn at a model that is expected to fail it', () => {
    const lost = { paidUsd: '0.01', lostUsd: '0.005' };
    const warm = plan({ prompt: `hard ${LONG}`, warm: warmAt('openai/gpt-6-luna', lost) });
    expect(idsOf(warm)[0]).not.toBe('openai/gpt-6-luna');
    expect(warm.switching?.stayVsMove).toBe('move');
  });

  it('is not held in quality mode, nor at a model that is broken, not allowed or not able', () => {
    const warm = warmAt('openai/gpt-6.1-terra');
    expect(idsOf(plan({ prompt: LONG, mode: 'quality', warm }))[0]).toBe('openai/gpt-6.1-terra');
    const health = (id: string) => (id === 'openai/gpt-6.1-terra' ? ('open' as const) : ('ok' as const));
    expect(idsOf(plan({ prompt: LONG, warm, health }))[0]).toBe('openai/gpt-6-luna');
    expect(idsOf(plan({ prompt: LONG, warm, allowedModels: ['gpt-6-luna'] }))[0]).toBe('openai/gpt-6-luna');
    expect(plan({ prompt: LONG, warm: warmAt('nowhere/model') }).switching).toBeUndefined();
  });
});
