import { randomUUID } from 'node:crypto';
import type { BudgetLevel, BudgetPeriod, BudgetScope, BudgetStanding } from '@llm-cost-optimizer/contracts';
import type { Pool, PoolClient } from 'pg';
import type { Database } from '../database.ts';
import { inTransaction } from '../ledger/transaction.ts';
import { BUDGET_LOCK, SEED_BUDGET } from './matching.sql.ts';
import { STANDING_COLUMNS, type StandingRow, toStanding } from './standing.ts';

export interface NewBudget {
  readonly organizationId: string;
  readonly name: string;
  readonly scope: BudgetScope;
  /** Null exactly for the scope `organization`. */
  readonly subject: string | null;
  readonly period: BudgetPeriod;
  /** Decimal string in USD. */
  readonly limitUsd: string;
  readonly levels: readonly BudgetLevel[];
}

/** What may change of a budget that is in force; a field left out stays. */
export interface BudgetChange {
  readonly name?: string;
  readonly limitUsd?: string;
  readonly levels?: readonly BudgetLevel[];
  /** Null ends a raise. */
  readonly raise?: { readonly usd: string; readonly until: Date } | null;
}

export interface TopUp {
  readonly amountUsd: string;
  readonly note: string | null;
  readonly author: string | null;
}

export interface BudgetRepository {
  /** Makes a budget; what was spent in its period before counts against it (prepaid ones begin with nothing). */
  create(budget: NewBudget): Promise<BudgetStanding>;
  /** Null when the organization has no such budget in force, or it comes from the configuration. */
  change(organizationId: string, id: string, change: BudgetChange): Promise<BudgetStanding | null>;
  /** Pays in on a prepaid budget; `payment` is the idempotency id of the payment, a UUID: a second time adds nothing. Null as above, or when it has a period. */
  topUp(organizationId: string, id: string, payment: string, topUp: TopUp): Promise<BudgetStanding | null>;
  /** Ends a budget; its record is kept. False as above. */
  archive(organizationId: string, id: string): Promise<boolean>;
  /** Id of the project or key that `subject` names by id, name or prefix; null = the organization has none. */
  findSubject(organizationId: string, scope: 'project' | 'key', subject: string): Promise<string | null>;
  /** The budgets in force with their spend in the period of the database's clock, oldest first. */
  list(organizationId: string): Promise<BudgetStanding[]>;
  /** Those of all organizations, for the gateway's memory. */
  listAll(): Promise<BudgetStanding[]>;
  /** Brings the budget that stands for `user.monthly_budget` in line; null = there is none. */
  putConfigured(organizationId: string, limitUsd: string | null): Promise<void>;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const CONFIGURED_NAME = 'user.monthly_budget';

export function createBudgetRepository(db: Database): BudgetRepository {
  const { pool } = db;
  const change = (organizationId: string, id: string, sets: readonly string[], values: readonly unknown[]) =>
    sets.length === 0 ? readOne(pool, organizationId, id) : update(pool, { organizationId, id, sets, values });
  return {
    create: (budget) => inTransaction(pool, (client) => insert(client, budget, 'admin')),
    async change(organizationId, id, { name, limitUsd, levels, raise }) {
      if (!UUID.test(id)) return null;
      const sets: string[] = [];
      const values: unknown[] = [];
      const set = (column: string, value: unknown) => sets.push(`${column} = $${values.push(value) + 2}`);
      if (name !== undefined) set('name', name);
      if (limitUsd !== undefined) set('limit_usd', limitUsd);
      if (levels !== undefined) set('levels', JSON.stringify(levels));
      if (raise !== undefined) {
        set('raise_usd', raise?.usd ?? null);
        set('raise_until', raise?.until ?? null);
      }
      return change(organizationId, id, sets, values);
    },
    async topUp(organizationId, id, payment, { amountUsd, note, author }) {
      if (!UUID.test(id)) return null;
      const { rowCount } = await pool.query(
        `insert into budget_top_up (id, budget_id, amount_usd, note, author)
         select $3, id, $4, $5, $6 from budget
         where organization_id = $1 and id = $2 and archived_at is null and period = 'none'
         on conflict (id) do update set amount_usd = budget_top_up.amount_usd where budget_top_up.budget_id = $2`,
        [organizationId, id, payment, amountUsd, note, author],
      );
      return rowCount === 0 ? null : readOne(pool, organizationId, id);
    },
    async archive(organizationId, id) {
      if (!UUID.test(id)) return false;
      const { rowCount } = await pool.query(
        `update budget set archived_at = now()
         where organization_id = $1 and id = $2 and archived_at is null and source = 'admin'`,
        [organizationId, id],
      );
      return rowCount === 1;
    },
    async findSubject(organizationId, scope, subject) {
      const { rows } = await pool.query<{ id: string }>(FIND_SUBJECT[scope], [organizationId, subject]);
      return rows[0]?.id ?? null;
    },
    list: (organizationId) => read(db.readPool, 'b.organization_id = $1', [organizationId]),
    listAll: () => read(pool, 'true', []),
    putConfigured: (organizationId, limitUsd) =>
      inTransaction(pool, (client) => putConfigured(client, organizationId, limitUsd)),
  };
}

/** Of keys with the same name the newest that is in force. */
const FIND_SUBJECT = {
  project: 'select id::text from project where organization_id = $1 and (id::text = $2 or name = $2)',
  key: `select id::text from virtual_key where organization_id = $1 and (id::text = $2 or name = $2 or prefix = $2)
        order by revoked_at is not null, created_at desc limit 1`,
} as const;

async function insert(
  client: PoolClient,
  budget: NewBudget,
  source: BudgetStanding['source'],
): Promise<BudgetStanding> {
  await client.query('select pg_advisory_xact_lock($1)', [BUDGET_LOCK]);
  const id = randomUUID();
  await client.query(
    `insert into budget (id, organization_id, name, scope, subject, period, source, limit_usd, levels)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      id,
      budget.organizationId,
      budget.name,
      budget.scope,
      budget.subject,
      budget.period,
      source,
      budget.limitUsd,
      JSON.stringify(budget.levels),
    ],
  );
  await client.query(SEED_BUDGET, [id]);
  const made = await readOne(client, budget.organizationId, id);
  if (made === null) throw new Error('The budget was not returned.');
  return made;
}

async function putConfigured(client: PoolClient, organizationId: string, limitUsd: string | null): Promise<void> {
  const { rowCount } = await client.query(
    `update budget set limit_usd = coalesce($2, limit_usd), archived_at = case when $2::numeric is null then now() end
     where organization_id = $1 and source = 'config' and archived_at is null`,
    [organizationId, limitUsd],
  );
  if (limitUsd === null || rowCount !== 0) return;
  // Two gateways may come here at once: the lock lets the second find what the first made.
  await client.query('select pg_advisory_xact_lock($1)', [BUDGET_LOCK]);
  const { rows } = await client.query(
    `select 1 from budget where organization_id = $1 and source = 'config' and archived_at is null`,
    [organizationId],
  );
  if (rows.length > 0) return;
  const budget = { organizationId, name: CONFIGURED_NAME, scope: 'organization', subject: null } as const;
  // A budget of the file refuses at its limit and does nothing before, as it says there.
  await insert(client, { ...budget, period: 'month', limitUsd, levels: [] }, 'config');
}

async function update(
  pool: Pool,
  {
    organizationId,
    id,
    sets,
    values,
  }: { organizationId: string; id: string; sets: readonly string[]; values: readonly unknown[] },
): Promise<BudgetStanding | null> {
  const { rowCount } = await pool.query(
    `update budget set ${sets.join(', ')}
     where organization_id = $1 and id = $2 and archived_at is null and source = 'admin'`,
    [organizationId, id, ...values],
  );
  return rowCount === 0 ? null : readOne(pool, organizationId, id);
}

async function readOne(client: Pool | PoolClient, organizationId: string, id: string): Promise<BudgetStanding | null> {
  const [found] = await read(client, 'b.organization_id = $1 and b.id = $2', [organizationId, id]);
  return found ?? null;
}

async function read(
  client: Pool | PoolClient,
  condition: string,
  values: readonly unknown[],
): Promise<BudgetStanding[]> {
  const { rows } = await client.query<StandingRow>(
    `select ${STANDING_COLUMNS}
     from budget b
     cross join lateral (select ledger.budget_period_start(b.period, now()) as period_start) as p
     left join ledger.budget_spend s on s.budget_id = b.id and s.period_start = p.period_start
     cross join lateral (select coalesce(sum(amount_usd), 0) as amount from budget_top_up where budget_id = b.id) as paid
     left join project on b.scope = 'project' and project.organization_id = b.organization_id
       and project.id::text = b.subject
     left join virtual_key on b.scope = 'key' and virtual_key.organization_id = b.organization_id
       and virtual_key.id::text = b.subject
     where b.archived_at is null and ${condition}
     order by b.created_at, b.id`,
    [...values],
  );
  return rows.map(toStanding);
}
