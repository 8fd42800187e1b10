import { usd } from '@llm-cost-optimizer/pricing';
import { describe, expect, it } from 'vitest';
import { BudgetGuard } from './budget-guard.ts';

const ORG = 'org';
const JULY = Date.parse('2026-07-31T23:59:59Z');
const AUGUST = Date.parse('2026-08-01T00:00:01Z');

function guard(spent: () => string | Promise<string> = () => '0') {
  const clock = { now: JULY };
  const asked: string[] = [];
  const budget = new BudgetGuard({
    now: () => clock.now,
    readSpent: async (_organization, from) => {
      asked.push(from.toISOString());
      return spent();
    },
  });
  return { budget, clock, asked };
}

describe('the budget of a month', () => {
  it('counts what is spent, what has settled since and what is held', async () => {
    const { budget, asked } = guard(() => '4');
    await budget.refresh(ORG, usd('1'));
    budget.settle(ORG, { reserved: 0n, cost: usd('2'), at: JULY });
    budget.reserve(ORG, usd('2'), '10');
    expect(budget.remainingUsd(ORG, '10')).toBe('1');
    expect(() => budget.reserve(ORG, usd('1.01'), '10')).toThrow(/budget of \$10 is spent/);
    budget.reserve(ORG, usd('1'), '10');
    expect(asked).toEqual(['2026-07-01T00:00:00.000Z']);
  });

  it('refuses even what costs nothing once it is spent', async () => {
    const { budget } = guard(() => '10');
    await budget.refresh(ORG, 0n);
    expect(() => budget.reserve(ORG, 0n, '10')).toThrow(/spent/);
  });

  it('books the reservation when the true cost is not known', () => {
    const { budget } = guard();
    budget.reserve(ORG, usd('3'), '10');
    budget.settle(ORG, { reserved: usd('3'), cost: null, at: JULY });
    expect(budget.remainingUsd(ORG, '10')).toBe('7');
    expect(budget.reserved(ORG)).toBe(0n);
  });

  it('never shows less than nothing as left', async () => {
    const { budget } = guard(() => '12');
    await budget.refresh(ORG, 0n);
    expect(budget.remainingUsd(ORG, '10')).toBe('0');
  });

  it('fault F69: books each request in the month in which it started, and holds on over the turn of the month', () => {
    const { budget, clock } = guard();
    budget.reserve(ORG, usd('6'), '10');
    clock.now = AUGUST;
    expect(budget.remainingUsd(ORG, '10')).toBe('4');
    budget.settle(ORG, { reserved: usd('6'), cost: usd('6'), at: JULY });
    expect(budget.remainingUsd(ORG, '10')).toBe('10');
    budget.settle(ORG, { reserved: 0n, cost: usd('1'), at: AUGUST });
    expect(budget.remainingUsd(ORG, '10')).toBe('9');
  });

  it('forgets nothing that settles while the database is read', async () => {
    const reading = Promise.withResolvers<string>();
    const { budget } = guard(() => reading.promise);
    budget.settle(ORG, { reserved: 0n, cost: usd('1'), at: JULY });
    const refreshed = budget.refresh(ORG, usd('1'));
    budget.settle(ORG, { reserved: 0n, cost: usd('2'), at: JULY });
    reading.resolve('0');
    await refreshed;
    expect(budget.remainingUsd(ORG, '10')).toBe('7');
  });

  it('fault F69: a lowered limit counts at once and a removed one refuses nothing', () => {
    const { budget } = guard();
    budget.settle(ORG, { reserved: 0n, cost: usd('5'), at: JULY });
    expect(() => budget.reserve(ORG, 1n, '5')).toThrow(/spent/);
    budget.reserve(ORG, usd('100'), null);
  });
});
