import { createCatalogue, usd } from '@llm-cost-optimizer/pricing';
import type { Simulator } from '@llm-cost-optimizer/simulator';
import pg from 'pg';
import { expect } from 'vitest';
import { eventually } from '../support/eventually.ts';
import type { Gateway } from '../support/gateway.ts';
import { Ledger } from '../support/ledger.ts';
import type { UnrulyAnswer, UnrulyRequest } from './unruly-traffic.ts';

interface AttemptRow {
  readonly provider: string;
  readonly model: string;
  readonly answered_model: string | null;
  readonly provider_request_id: string | null;
  readonly usage_source: string;
  readonly outcome: string;
  readonly service_tier: string | null;
  readonly started_at: Date;
  readonly prompt_tokens: number;
  readonly cached_tokens: number;
  readonly cache_write_tokens: number;
  readonly cache_write_long_tokens: number;
  readonly completion_tokens: number;
  readonly cost_usd: string | null;
}

const ATTEMPTS = `select provider, model, answered_model, provider_request_id, usage_source, outcome, service_tier, started_at,
  prompt_tokens::int, cached_tokens::int, cache_write_tokens::int, cache_write_long_tokens::int, completion_tokens::int, cost_usd::text
  from ledger.attempt`;
/** Groups of the savings report that must add up to the raw rows, each. */
const GROUPS = ['key', 'project', 'model', 'hour', 'day', 'mode', 'tier', 'outcome', 'baseline'] as const;

/** Everything that the ledger must be after unruly traffic. `unheard`: requests of killed gateways, which may have no row. */
export async function expectLedgerToHold(
  database: string,
  gateway: Gateway,
  {
    simulator,
    planned,
    answers,
    unheard,
  }: {
    readonly simulator: Simulator;
    readonly planned: readonly UnrulyRequest[];
    readonly answers: readonly UnrulyAnswer[];
    /** True where gateways were killed: requests that ended without an answer, and what only they had seen, may be missing. */
    readonly unheard: boolean;
  },
): Promise<void> {
  const pool = new pg.Pool({ connectionString: database, max: 2 });
  const ledger = new Ledger(database);
  try {
    await expectRows(ledger, { planned, answers, unheard });
    const { rows: attempts } = await pool.query<AttemptRow>(ATTEMPTS);
    expectTokens(attempts, simulator, unheard);
    expectMoney(attempts);
    await expectSums(ledger, gateway);
    await expectBudget(ledger, gateway);
  } finally {
    await Promise.all([pool.end(), ledger.close()]);
  }
}

/** Each answered request has one row; no row is there twice, and none is of nobody. */
async function expectRows(
  ledger: Ledger,
  {
    planned,
    answers,
    unheard,
  }: { planned: readonly UnrulyRequest[]; answers: readonly UnrulyAnswer[]; unheard: boolean },
): Promise<void> {
  const ids = (await ledger.requests()).map(({ client_request_id: id }) => id);
  expect(new Set(ids).size, 'rows that are there twice').toBe(ids.length);
  const booked = new Set(ids);
  const lost = answers.filter(({ id, status, hasLeft }) => status !== 0 && !hasLeft && !booked.has(id));
  // A killed gateway may take along the rows of its last milliseconds, but none of a call: those leave evidence before.
  const called = lost.filter(({ status, cache }) => status === 200 && cache !== 'HIT' && cache !== 'DEDUP');
  expect(called, 'answered calls without a row').toEqual([]);
  if (!unheard) expect(lost, 'answered requests without a row').toEqual([]);
  const known = new Set(planned.map(({ id }) => id));
  expect(
    ids.filter((id) => !known.has(id)),
    'rows of nobody',
  ).toEqual([]);
  expect(await ledger.count('refused_entry')).toBe(0);
}

/** Where usage was sent, tokens are those of the providers' own books; where it was not, the row says that it is an estimate. */
function expectTokens(attempts: readonly AttemptRow[], simulator: Simulator, unheard: boolean): void {
  const books = new Map(simulator.books.rows(0, 1_000_000).map((row) => [row.requestId, row]));
  const wrong = attempts.filter((attempt) => {
    if (attempt.usage_source !== 'provider') return false;
    const book = books.get(attempt.provider_request_id ?? '');
    return book === undefined || !book.usageSent || tokensOf(attempt) !== bookedTokens(book);
  });
  expect(wrong, 'attempts that differ from the books').toEqual([]);
  expect(
    attempts.some(({ usage_source: source }) => source === 'estimated'),
    'some were estimated',
  ).toBe(true);
  if (unheard) {
    // Every call that had begun has a row, also those of killed gateways.
    expect(attempts.length).toBeGreaterThanOrEqual(books.size);
    return;
  }
  // A client that leaves at once may take the call back before it arrived anywhere.
  const mayBeUnseen = attempts.filter((row) => row.outcome === 'cancelled' && row.provider_request_id === null);
  expect(books.size, 'calls that arrived, and their attempts').toBeLessThanOrEqual(attempts.length);
  expect(books.size).toBeGreaterThanOrEqual(attempts.length - mayBeUnseen.length);
  const sources = new Map(attempts.map((attempt) => [attempt.provider_request_id, attempt.usage_source]));
  const unmarked = [...books.values()].filter((book) => !book.usageSent && sources.get(book.requestId) === 'provider');
  expect(unmarked, 'calls without usage that are not marked').toEqual([]);
}

function tokensOf(row: AttemptRow): string {
  return `${row.prompt_tokens} ${row.cached_tokens} ${row.cache_write_tokens + row.cache_write_long_tokens} ${row.completion_tokens}`;
}

function bookedTokens(book: {
  promptTokens: number;
  cachedTokens: number;
  cacheWriteTokens: number;
  completionTokens: number;
}): string {
  return `${book.promptTokens} ${book.cachedTokens} ${book.cacheWriteTokens} ${book.completionTokens}`;
}

/** The cost of each attempt is what its tokens cost, to the smallest unit. */
function expectMoney(attempts: readonly AttemptRow[]): void {
  const catalogue = createCatalogue();
  const wrong = attempts.filter((row) => {
    if (row.usage_source === 'none') return usd(row.cost_usd ?? '-1') !== 0n;
    const { money } = catalogue.price({
      provider: row.provider,
      model: row.answered_model ?? row.model,
      usage: {
        promptTokens: row.prompt_tokens,
        cachedTokens: row.cached_tokens,
        cacheWriteTokens: row.cache_write_tokens,
        cacheWriteLongTokens: row.cache_write_long_tokens,
        completionTokens: row.completion_tokens,
        reasoningTokens: null,
        audioInputTokens: 0,
        audioOutputTokens: 0,
      },
      at: row.started_at,
      serviceTier: row.service_tier,
    });
    return row.cost_usd === null ? money !== null : usd(row.cost_usd) !== money;
  });
  expect(wrong, 'attempts whose cost is not that of their tokens').toEqual([]);
}

/** Raw rows, roll-ups of each grain and the savings report by each dimension have the same sums. */
async function expectSums(ledger: Ledger, gateway: Gateway): Promise<void> {
  const raw = await ledger.rawSums();
  for (const grain of ['minute', 'hour', 'day'] as const) expect(await ledger.rollupSums(grain), grain).toEqual(raw);
  for (const by of GROUPS) {
    const { json } = await gateway.call('GET', `/api/v1/savings?range=24h&group_by=${by}`);
    const sum = (name: 'actual_usd' | 'saved_usd') =>
      json.groups.reduce((total: bigint, group: Record<string, string>) => total + usd(group[name] ?? 'none'), 0n);
    expect({ by, actual: sum('actual_usd'), saved: sum('saved_usd') }).toEqual({
      by,
      actual: usd(raw.cost_usd ?? 'none'),
      saved: usd(raw.saved_usd ?? 'none'),
    });
  }
}

/** The budget of the organization has spent what the rows cost, and nothing is held any more. */
async function expectBudget(ledger: Ledger, gateway: Gateway): Promise<void> {
  const raw = await ledger.rawSums();
  const read = async () => (await gateway.call('GET', '/api/v1/budgets')).json.budgets[0];
  // A gateway looks every two seconds what the others have settled.
  await eventually('nothing is held any more', async () => ((await read()).heldUsd === '0' ? true : null), 60_000);
  expect(usd((await read()).spentUsd)).toBe(usd(raw.cost_usd ?? 'none'));
}
