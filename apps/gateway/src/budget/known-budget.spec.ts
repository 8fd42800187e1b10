import { DEFAULT_BUDGET_LEVELS } from '@llm-cost-optimizer/contracts';
import { usd } from '@llm-cost-optimizer/pricing';
import { describe, expect, it } from 'vitest';
import { standing } from './__testing__/standing.ts';
import { KnownBudget, periodOf } from './known-budget.ts';

const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());

describe('periodOf', () => {
  it.each([
    ['day', '2026-11-25T23:59:59.999Z', '2026-11-25T00:00:00.000Z', '2026-11-26T00:00:00.000Z'],
    ['week', '2026-11-25T12:00:00.000Z', '2026-11-23T00:00:00.000Z', '2026-11-30T00:00:00.000Z'],
    ['week', '2026-11-29T23:00:00.000Z', '2026-11-23T00:00:00.000Z', '2026-11-30T00:00:00.000Z'],
    ['month', '2026-12-31T23:00:00.000Z', '2026-12-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'],
    ['none', '2026-12-31T23:00:00.000Z', '1970-01-01T00:00:00.000Z', null],
  ] as const)('the %s around %s is from %s to %s', (period, now, from, to) => {
    expect(periodOf(period, Date.parse(now)).map(iso)).toEqual([from, to]);
  });
});

describe('a known budget', () => {
  it('starts anew with the next period, before the database says so', () => {
    const budget = new KnownBudget(standing({ spentUsd: '9' }));
    expect(budget.account(Date.parse('2026-11-30T23:59:59.999Z')).booked).toBe(usd('9'));
    const next = budget.account(Date.parse('2026-12-01T00:00:00.000Z'));
    expect(next).toMatchObject({ booked: 0n, periodEnd: Date.parse('2027-01-01T00:00:00.000Z') });
  });

  it.each([
    ['7.99', null],
    ['8', 'cost_mode'],
    ['9.5', 'cheapest'],
    ['12', 'cheapest'],
  ])('of $10 with $%s used has reached %s', (used, action) => {
    expect(new KnownBudget(standing({ levels: [...DEFAULT_BUDGET_LEVELS] })).actionAt(usd(used))).toBe(action);
  });
});
