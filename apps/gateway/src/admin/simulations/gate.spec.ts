import type { Simulation } from '@llm-cost-optimizer/contracts';
import { describe, expect, it } from 'vitest';
import { judgeGate } from './gate.ts';

const interval = { low: '0', high: '9' };
const cost = { nowUsd: '2', draftUsd: '3', now: interval, draft: interval, changePct: 50, changePctInterval: null };
const found: Pick<Simulation, 'cost' | 'quality' | 'sampled'> = {
  sampled: 10,
  cost,
  quality: { now: 0.9, draft: 0.8, requests: 10 },
};

describe('the gate of a simulation', () => {
  it('passes at its limits and fails beyond them, naming the figures', () => {
    expect(judgeGate(found, { max_cost_increase_pct: 50, min_expected_quality: 0.8 }).isPassed).toBe(true);
    const { isPassed, failures } = judgeGate(found, { max_cost_increase_pct: 49, min_expected_quality: 0.81 });
    expect(isPassed).toBe(false);
    expect(failures).toEqual([expect.stringContaining('50.0 %'), expect.stringContaining('0.800')]);
  });

  it('fails where the figure is not known', () => {
    const unknown = { ...found, quality: { now: null, draft: null, requests: 0 } };
    expect(judgeGate(unknown, { min_expected_quality: 0.1 }).isPassed).toBe(false);
    const free = { ...found, cost: { ...cost, nowUsd: '0', changePct: null } };
    expect(judgeGate(free, { max_cost_increase_pct: 5 }).isPassed).toBe(false);
  });

  it('passes where nothing was recorded that could tell', () => {
    expect(judgeGate({ ...found, sampled: 0 }, { min_expected_quality: 1 }).isPassed).toBe(true);
  });
});
