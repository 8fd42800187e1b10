import { type Caller, type Clock, GatewayError, periodQuerySchema } from '@llm-cost-optimizer/contracts';
import type { FiguresRepository, GroupSums } from '@llm-cost-optimizer/persistence';
import { toUsdString } from '@llm-cost-optimizer/pricing';
import { periodOf } from '../admin/period.ts';
import type { BudgetBoard } from '../budget/budget-board.ts';
import type { KnownBudget } from '../budget/known-budget.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';

export interface OwnUsageServices {
  readonly snapshot: () => Snapshot;
  readonly clock: Clock;
  readonly budgets: BudgetBoard;
}

/** Reads sums of booked requests. */
export type ReadGroups = FiguresRepository['groups'];

/**
 * What the holder of a key may know: what the key has used in a period, day by day, the budgets it falls under and its limits. Without
 * a virtual key (local mode) it is the whole organization's. Throws `forbidden` for a key without the scope `usage`, `invalid_request`
 * for a period that is none.
 */
export async function readOwnUsage(
  caller: Caller,
  query: unknown,
  { services, readGroups }: { readonly services: OwnUsageServices; readonly readGroups: ReadGroups },
) {
  mayRead(caller);
  const now = new Date(services.clock.now());
  const { from, to } = periodOf(parseQuery(query), now);
  const filter = caller.keyId === null ? {} : { keyId: caller.keyId };
  const span = { organizationId: caller.organizationId, from, to, now, filter };
  const days = await readGroups({ ...span, by: ['day'] });
  return {
    object: 'usage',
    key_id: caller.keyId,
    period: { from: days.period.from.toISOString(), to: days.period.to.toISOString() },
    total: figuresOf(days.groups),
    days: days.groups.map((group) => ({ day: group.values[0] ?? null, ...figuresOf([group]) })),
    budgets: budgetsOf(caller, services),
    limits: {
      requests_per_minute: caller.rights?.requestsPerMinute ?? limitOf(caller, services)?.requests ?? null,
      tokens_per_minute: caller.rights?.tokensPerMinute ?? limitOf(caller, services)?.tokens ?? null,
      allowed_models: caller.rights?.allowedModels ?? null,
    },
  };
}

function mayRead({ rights }: Caller): void {
  if (rights === undefined || rights.scopes.includes('usage')) return;
  throw new GatewayError('forbidden', 'This key may not read its usage: it lacks the scope `usage`.');
}

function parseQuery(query: unknown) {
  const parsed = periodQuerySchema.safeParse(query);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const param = String(issue?.path[0] ?? 'range');
  throw new GatewayError(
    'invalid_request',
    `${param}: ${issue?.message ?? 'cannot be read'}. Give range=24h, or from and to.`,
    { param },
  );
}

function figuresOf(groups: readonly GroupSums[]) {
  const count = (of: (group: GroupSums) => number): number => groups.reduce((sum, group) => sum + of(group), 0);
  const money = (name: 'costUsd' | 'savedUsd'): string =>
    toUsdString(groups.reduce((sum, { sums }) => sum + sums.moneys[name], 0n));
  return {
    requests: count(({ sums }) => sums.counts.requests),
    failed_requests: count(({ sums }) => sums.counts.failed + sums.counts.rejected),
    prompt_tokens: count(({ tokens }) => tokens.prompt),
    cached_tokens: count(({ tokens }) => tokens.cached),
    completion_tokens: count(({ tokens }) => tokens.completion),
    cost_usd: money('costUsd'),
    saved_usd: money('savedUsd'),
    unpriced_requests: count(({ sums }) => sums.counts.unpricedRequests),
  };
}

/** Budgets of the organization, the project and the key; those of users, tags and models depend on each request. */
function budgetsOf(caller: Caller, { budgets, snapshot }: OwnUsageServices) {
  const found = budgets.of({ caller, endUser: null, tags: [] }, snapshot().config.monthlyBudgetUsd);
  return found.map((budget: KnownBudget) => {
    const { periodEnd } = budgets.account(budget);
    const used = budgets.used(budget);
    return {
      name: budget.standing.name,
      scope: budget.standing.scope,
      period: budget.standing.period,
      limit_usd: budget.limitUsd,
      used_usd: toUsdString(used),
      left_usd: toUsdString(used < budget.limit ? budget.limit - used : 0n),
      resets_at: periodEnd === null ? null : new Date(periodEnd).toISOString(),
    };
  });
}

function limitOf({ keyId }: Caller, { snapshot }: OwnUsageServices) {
  return keyId === null ? null : (snapshot().config.rateLimits?.key ?? null);
}
