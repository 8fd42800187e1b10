import { type BudgetStanding, DEFAULT_BUDGET_LEVELS } from '@llm-cost-optimizer/contracts';
import { usd } from '@llm-cost-optimizer/pricing';
import { createMemoryAccounts } from '@llm-cost-optimizer/runtime';
import { describe, expect, it } from 'vitest';
import { standing } from './__testing__/standing.ts';
import { BudgetBoard, type Spender } from './budget-board.ts';

const now = () => Date.parse('2026-11-25T12:00:00.000Z');
const ADA: Spender = {
  caller: { organizationId: 'org_default', projectId: 'p1', keyId: 'k1' },
  endUser: 'ada',
  tags: ['nightly', 'nightly'],
};

async function boardOf(...standings: BudgetStanding[]): Promise<BudgetBoard> {
  const board = new BudgetBoard({ accounts: createMemoryAccounts(now), now });
  await board.replace(standings);
  return board;
}
const ids = (board: BudgetBoard, spender: Spender, monthly: string | null = null) =>
  board.of(spender, monthly).map((budget) => budget.standing.id);

describe('the budgets of a request', () => {
  it('are those of its organization, project, key, user and tags, each once', async () => {
    const board = await boardOf(
      standing({ id: 'all' }),
      standing({ id: 'p1', scope: 'project', subject: 'p1' }),
      standing({ id: 'p2', scope: 'project', subject: 'p2' }),
      standing({ id: 'k1', scope: 'key', subject: 'k1' }),
      standing({ id: 'ada', scope: 'user', subject: 'ada' }),
      standing({ id: 'nightly', scope: 'tag', subject: 'nightly' }),
      standing({ id: 'luna', scope: 'model', subject: 'openai/gpt-6-luna' }),
      standing({ id: 'other', organizationId: 'org_other' }),
    );
    expect(ids(board, ADA)).toEqual(['all', 'p1', 'k1', 'ada', 'nightly']);
    const nobody = { caller: { organizationId: 'org_default', projectId: null, keyId: null }, endUser: null, tags: [] };
    expect(ids(board, nobody)).toEqual(['all']);
  });

  it('of a model are found by its id alone and by provider and id', async () => {
    const board = await boardOf(
      standing({ id: 'full', scope: 'model', subject: 'openai/gpt-6-luna' }),
      standing({ id: 'bare', scope: 'model', subject: 'gpt-6-luna' }),
    );
    const luna = { id: 'openai/gpt-6-luna', model: 'gpt-6-luna' };
    expect(board.ofModel(ADA.caller, luna).map((one) => one.standing.id)).toEqual(['full', 'bare']);
  });

  it('have the limit of the configuration at once, before and after the database knows it', async () => {
    const board = await boardOf();
    expect(board.of(ADA, '5').map(({ limit }) => limit)).toEqual([usd('5')]);
    await board.replace([standing({ id: 'c', source: 'config', limitUsd: '5', spentUsd: '1' })]);
    const [configured] = board.of(ADA, '7');
    expect(configured).toMatchObject({ limit: usd('7'), standing: { id: 'c' } });
    expect(board.left(board.of(ADA, '7'))).toBe(usd('6'));
    expect(board.of(ADA, null)).toEqual([]);
  });
});

describe('what is left', () => {
  it('is that of the tightest budget, and never below zero', async () => {
    const board = await boardOf(
      standing({ id: 'a', spentUsd: '4' }),
      standing({ id: 'b', limitUsd: '100', spentUsd: '97' }),
    );
    expect(board.left(board.of(ADA, null))).toBe(usd('3'));
    await board.replace([standing({ id: 'a', spentUsd: '11' })]);
    expect(board.left(board.of(ADA, null))).toBe(0n);
    expect(board.left([])).toBeNull();
  });

  it('counts what running requests hold', async () => {
    const board = await boardOf(standing());
    const [budget] = board.of(ADA, null);
    if (budget === undefined) throw new Error('no budget');
    await board.accounts.hold('h', [{ account: board.account(budget), amount: usd('4') }]);
    expect(board.left([budget])).toBe(usd('6'));
    expect(board.held('org_default')).toBe(usd('4'));
  });
});

describe('the action', () => {
  it('is the strongest of all budgets', async () => {
    const levels = [...DEFAULT_BUDGET_LEVELS];
    const board = await boardOf(
      standing({ id: 'a', levels, spentUsd: '8.5' }),
      standing({ id: 'b', levels, spentUsd: '9.6' }),
    );
    expect(board.action(board.of(ADA, null))).toMatchObject({ action: 'cheapest', budget: { standing: { id: 'b' } } });
    const fresh = await boardOf(standing({ id: 'a', levels, spentUsd: '1' }));
    expect(fresh.action(fresh.of(ADA, null))).toBeNull();
  });
});
