import type { BudgetView } from '@llm-cost-optimizer/contracts';
import { describe, expect, it } from 'vitest';
import { budgetFields, budgetProblems, toChangeBudget, toCreateBudget } from './budget-form.ts';
import { budgetBar, budgetGroups, isSpent, leftOf, raiseOf, usedShareOf } from './budget-rows.ts';

function budgetOf(name: string, changes: Partial<BudgetView> = {}): BudgetView {
  return {
    id: name,
    organizationId: 'default',
    name,
    scope: 'organization',
    subject: null,
    subjectName: null,
    period: 'month',
    source: 'admin',
    limitUsd: '100',
    levels: [
      { at: 0.8, action: 'cost_mode' },
      { at: 0.95, action: 'cheapest' },
    ],
    raiseUsd: null,
    raiseUntil: null,
    topUpsUsd: '0',
    createdAt: '2026-11-01T00:00:00.000Z',
    effectiveLimitUsd: '100',
    periodStart: '2026-11-01T00:00:00.000Z',
    periodEnd: '2026-12-01T00:00:00.000Z',
    spentUsd: '40',
    requests: 12,
    heldUsd: '10',
    usedShare: 0.5,
    action: null,
    forecastUsd: '80',
    exhaustedAt: null,
    ...changes,
  };
}

describe('the bar of a budget', () => {
  it('is as long as the limit while all is below it', () => {
    expect(budgetBar(budgetOf('a'))).toEqual({ spent: 40, held: 10, forecast: 80, limit: 100, levels: [80, 95] });
  });

  it('has room for what is foreseen above the limit, but for no more than twice of it', () => {
    expect(budgetBar(budgetOf('a', { forecastUsd: '200' }))).toMatchObject({ limit: 50, spent: 20, forecast: 100 });
    expect(budgetBar(budgetOf('a', { forecastUsd: '9000' }))).toMatchObject({ limit: 50, spent: 20, forecast: 100 });
  });

  it('shows an overspent budget and one of nothing', () => {
    expect(budgetBar(budgetOf('a', { spentUsd: '190', forecastUsd: null }))).toMatchObject({ limit: 50, spent: 95 });
    const zero = { effectiveLimitUsd: '0', spentUsd: '0', heldUsd: '0', forecastUsd: null };
    expect(budgetBar(budgetOf('a', zero))).toMatchObject({ limit: 0, spent: 0, held: 0 });
  });
});

describe('what is left of a budget', () => {
  it('counts what is held, to the last digit', () => {
    expect(leftOf(budgetOf('a', { spentUsd: '40.000000001' }))).toBe('49.999999999');
    expect(isSpent(budgetOf('a'))).toBe(false);
    expect(isSpent(budgetOf('a', { spentUsd: '90' }))).toBe(true);
  });

  it('tells a little from nothing', () => {
    expect(usedShareOf(budgetOf('a', { spentUsd: '0.00001', heldUsd: '0' }))).toBeCloseTo(1e-7, 12);
    expect(usedShareOf(budgetOf('a', { effectiveLimitUsd: '0' }))).toBeNull();
  });

  it('knows a raise until it ends', () => {
    const raised = budgetOf('a', { raiseUsd: '5', raiseUntil: '2026-11-26T00:00:00.000Z' });
    expect(raiseOf(raised, Date.parse('2026-11-25T00:00:00Z'))).toEqual({ usd: '5', until: raised.raiseUntil });
    expect(raiseOf(raised, Date.parse('2026-11-26T00:00:00Z'))).toBeNull();
  });
});

describe('the list of budgets', () => {
  const budgets = [
    budgetOf('team', { scope: 'project', subject: 'id', subjectName: 'Shop', usedShare: 0.1, requests: 0 }),
    budgetOf('calm', { usedShare: 0.2 }),
    budgetOf('full', { usedShare: 0.9, action: 'cost_mode' }),
    budgetOf('spent', { usedShare: 1.2, spentUsd: '120', action: 'cheapest' }),
  ];
  const names = (changes: object) =>
    budgetGroups(budgets, { search: null, scope: 'any', state: 'any', ...changes }).map(
      ({ scope, budgets: own }) => `${scope}: ${own.map(({ name }) => name).join(' ')}`,
    );

  it.each([
    [{}, ['organization: spent full calm', 'project: team']],
    [{ scope: 'project' }, ['project: team']],
    [{ state: 'near' }, ['organization: full']],
    [{ state: 'over' }, ['organization: spent']],
    [{ state: 'unmatched' }, ['project: team']],
    [{ search: 'shop' }, ['project: team']],
    [{ search: 'nothing' }, []],
  ])('%j shows %j', (changes, expected) => {
    expect(names(changes)).toEqual(expected);
  });
});

describe('the budget dialog', () => {
  const filled = { ...budgetFields(null), name: ' All ', limit: '25' };

  it('begins with the usual levels', () => {
    expect(toCreateBudget(filled)).toEqual({
      name: 'All',
      scope: 'organization',
      period: 'month',
      limitUsd: '25',
      levels: [
        { at: 0.8, action: 'cost_mode' },
        { at: 0.95, action: 'cheapest' },
      ],
    });
  });

  it('puts levels in order and leaves out the empty ones', () => {
    const fields = {
      ...filled,
      scope: 'tag',
      subject: ' team:a ',
      levels: { notify: '99.5', cost_mode: '', cheapest: '50' },
    };
    expect(toCreateBudget(fields as typeof filled)).toMatchObject({
      subject: 'team:a',
      levels: [
        { at: 0.5, action: 'cheapest' },
        { at: 0.995, action: 'notify' },
      ],
    });
  });

  it.each([
    [{ limit: '' }, ['limit']],
    [{ limit: '1,5' }, ['limit']],
    [{ levels: { notify: '80', cost_mode: '80', cheapest: '' } }, ['levels']],
    [{ levels: { notify: '', cost_mode: '101', cheapest: '' } }, ['levels']],
    [{ limit: '0', levels: { notify: '', cost_mode: '', cheapest: '' } }, []],
  ])('of %j it finds %j wrong', (changes, expected) => {
    expect(budgetProblems({ ...filled, ...changes })).toEqual(expected);
  });

  it('sends of a change only what differs', () => {
    const budget = budgetOf('a');
    expect(toChangeBudget(budgetFields(budget), budget)).toBeNull();
    expect(toChangeBudget({ ...budgetFields(budget), limit: '50' }, budget)).toEqual({ limitUsd: '50' });
  });
});
