import type { BudgetAccount, BudgetAccounts } from '@llm-cost-optimizer/contracts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { REDIS_SERVER, TestRedis } from '../test-support/redis-server.ts';
import { createMemoryAccounts } from './memory-accounts.ts';
import { type ClosableAccounts, createRedisAccounts } from './redis-accounts.ts';

const USD = 1_000_000_000_000n;
const HOLD_MS = 60_000;

function account(changes: Partial<BudgetAccount> = {}): BudgetAccount {
  return { budgetId: 'b1', periodStart: 0, periodEnd: null, limit: 20n * USD, booked: 0n, ...changes };
}

/** How many of `count` requests of a dollar each get their money. */
async function ask(gateways: readonly BudgetAccounts[], count: number, of = account()): Promise<string[]> {
  const results = await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const holdId = `h${index}`;
      const result = await gateways[index % gateways.length]?.hold(holdId, [{ account: of, amount: USD }]);
      return result?.isHeld === true ? [holdId] : [];
    }),
  );
  return results.flat();
}

function behavesLikeAccounts(make: () => BudgetAccounts): void {
  it('gives money to as many requests at once as there is room for, and to no more', async () => {
    const accounts = make();
    expect(await ask([accounts], 200)).toHaveLength(20);
  });

  it('gives back what was held and books what it cost', async () => {
    const accounts = make();
    await accounts.hold('h', [{ account: account(), amount: 5n * USD }]);
    accounts.settle('h', [{ account: account(), amount: 5n * USD, cost: 2n * USD }]);
    await vi.waitUntil(() => accounts.state(account()).spent === 2n * USD);
    expect(accounts.state(account()).held).toBe(0n);
    expect(await ask([accounts], 30)).toHaveLength(18);
  });

  it('holds on all accounts or on none, and names the one without room', async () => {
    const accounts = make();
    const small = account({ budgetId: 'b2', limit: USD / 2n });
    const holds = [account(), small].map((one) => ({ account: one, amount: USD }));
    const result = await accounts.hold('h', holds);
    expect(result).toEqual({ isHeld: false, account: small, used: 0n });
    expect(await ask([accounts], 30)).toHaveLength(20);
  });

  it('begins with what the database has booked and takes over what it has more', async () => {
    const accounts = make();
    expect(await ask([accounts], 30, account({ booked: 15n * USD }))).toHaveLength(5);
    const other = { budgetId: 'b3', periodStart: 1 };
    expect(await ask([accounts], 10, account(other))).toHaveLength(10);
    await accounts.catchUp([account({ ...other, booked: 8n * USD })]);
    expect(accounts.state(account(other))).toEqual({ spent: 8n * USD, held: 10n * USD });
    await accounts.catchUp([account({ ...other, booked: 3n * USD })]);
    expect(accounts.state(account(other)).spent).toBe(8n * USD);
  });

  it('refuses when the limit is reached, also a request that would cost nothing', async () => {
    const accounts = make();
    const full = account({ booked: 20n * USD });
    expect(await accounts.hold('h', [{ account: full, amount: 0n }])).toMatchObject({ isHeld: false, used: 20n * USD });
  });
}

describe('accounts in memory', () => {
  behavesLikeAccounts(() => createMemoryAccounts(() => 0));
});

describe.runIf(REDIS_SERVER !== null)('accounts in Redis (needs redis-server)', () => {
  let redis: TestRedis;
  let opened: ClosableAccounts[] = [];
  let clock = 0;

  beforeEach(async () => {
    clock = Date.now();
    redis = await TestRedis.start();
    opened = [gateway(), gateway()];
    await vi.waitUntil(() => opened.every(({ isShared }) => isShared), { timeout: 10_000 });
  });
  afterEach(async () => {
    await Promise.all(opened.map((one) => one.close()));
    await redis.remove();
  });

  function gateway(): ClosableAccounts {
    // Generous, so that a busy test machine is not taken for an outage.
    return createRedisAccounts({
      redisUrl: redis.url,
      timeoutMs: 5_000,
      holdMs: HOLD_MS,
      now: () => clock,
      onError: () => {},
    });
  }
  const first = (): ClosableAccounts => opened[0] ?? gateway();

  behavesLikeAccounts(first);

  it('B1: 200 requests at once through two gateways get no more than the budget holds, and no less', async () => {
    const held = await ask(opened, 200);
    expect(held).toHaveLength(20);
    for (const id of held) first().settle(id, [{ account: account(), amount: USD, cost: USD / 2n }]);
    await vi.waitUntil(() => first().state(account()).held === 0n);
    expect(first().state(account()).spent).toBe(10n * USD);
    expect(await ask(opened.toReversed(), 200)).toHaveLength(10);
  });

  it('B2: gateways that know nothing yet do not add what the database has booked once each', async () => {
    expect(await ask(opened, 60, account({ booked: 10n * USD }))).toHaveLength(10);
    expect(first().state(account())).toEqual({ spent: 10n * USD, held: 10n * USD });
  });

  it('frees what a killed gateway held once its time is over, and never twice', async () => {
    expect(await ask([first()], 20)).toHaveLength(20);
    clock += HOLD_MS + 1;
    expect(await ask(opened, 5)).toHaveLength(5);
    first().settle('h7', [{ account: account(), amount: USD, cost: USD }]);
    first().settle('h0', [{ account: account(), amount: USD, cost: USD }]);
    await vi.waitUntil(() => first().state(account()).spent === USD);
    // What ran out is settled from the database, not from here.
    expect(first().state(account()).held).toBe(4n * USD);
  });

  it('books a settlement once, however often it comes, and later where Redis was away', async () => {
    expect(await ask([first()], 3)).toHaveLength(3);
    const charge = { account: account(), amount: USD, cost: USD / 2n };
    for (let times = 0; times < 3; times += 1) first().settle('h0', [charge]);
    await vi.waitUntil(() => first().state(account()).spent === USD / 2n);
    await redis.down();
    await vi.waitUntil(() => !first().isShared);
    first().settle('h1', [charge]);
    await redis.up();
    await vi.waitUntil(
      async () => {
        clock += 1_000;
        await first().catchUp([account()]);
        return first().isShared;
      },
      { timeout: 10_000 },
    );
    expect(await first().hold('new', [{ account: account(), amount: 0n }])).toMatchObject({ isHeld: true });
  });

  it('goes on alone while Redis is away, by what it saw last, and shares again afterwards', async () => {
    expect(await ask([first()], 12)).toHaveLength(12);
    for (let index = 0; index < 12; index += 1) {
      first().settle(`h${index}`, [{ account: account(), amount: USD, cost: USD }]);
    }
    await vi.waitUntil(() => first().state(account()).spent === 12n * USD);
    await redis.down();
    await vi.waitUntil(() => !first().isShared);
    const alone = await Promise.all(
      Array.from({ length: 20 }, (_, index) => first().hold(`alone${index}`, [{ account: account(), amount: USD }])),
    );
    expect(alone.filter(({ isHeld }) => isHeld)).toHaveLength(8);
    await redis.up();
    await vi.waitUntil(
      () => {
        clock += 1_000;
        void first().catchUp([account({ booked: 12n * USD })]);
        return first().isShared;
      },
      { timeout: 10_000 },
    );
  });
});
