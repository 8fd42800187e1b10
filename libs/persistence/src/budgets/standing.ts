import { type BudgetStanding, budgetStandingSchema } from '@llm-cost-optimizer/contracts';
import { toUsdString, usd } from '@llm-cost-optimizer/pricing';

/** Columns of a budget `b` with its spend `s`, its period `p`, what was paid in, and the name behind the id of a project or key. */
export const STANDING_COLUMNS = `b.id, b.organization_id, b.name, b.scope, b.subject,
  coalesce(project.name, virtual_key.name, b.subject) as subject_name, b.period, b.source, b.limit_usd::text,
  b.levels, b.raise_usd::text, b.raise_until, b.created_at, paid.amount::text as top_ups_usd,
  (b.limit_usd + paid.amount + case when b.raise_until > now() then coalesce(b.raise_usd, 0) else 0 end)::text
    as effective_limit_usd,
  p.period_start,
  case b.period when 'none' then null
    else date_trunc(b.period, p.period_start + ('1 ' || b.period)::interval + interval '1 hour', 'UTC') end as period_end,
  coalesce(s.spent_usd, 0)::text as spent_usd, coalesce(s.requests, 0)::int as requests`;

/** A row as the statement returns it. */
export interface StandingRow {
  readonly id: string;
  readonly organization_id: string;
  readonly name: string;
  readonly scope: string;
  readonly subject: string | null;
  readonly subject_name: string | null;
  readonly period: string;
  readonly source: string;
  readonly limit_usd: string;
  readonly levels: unknown;
  readonly raise_usd: string | null;
  readonly raise_until: Date | null;
  readonly created_at: Date;
  readonly top_ups_usd: string;
  readonly effective_limit_usd: string;
  readonly period_start: Date;
  readonly period_end: Date | null;
  readonly spent_usd: string;
  readonly requests: number;
}

/** Throws when the row holds a scope, period or level that this version does not know. */
export function toStanding(row: StandingRow): BudgetStanding {
  return budgetStandingSchema.parse({
    id: row.id,
    organizationId: row.organization_id,
    name: row.name,
    scope: row.scope,
    subject: row.subject,
    subjectName: row.subject_name,
    period: row.period,
    source: row.source,
    limitUsd: plain(row.limit_usd),
    levels: row.levels,
    raiseUsd: row.raise_usd === null ? null : plain(row.raise_usd),
    raiseUntil: row.raise_until?.toISOString() ?? null,
    topUpsUsd: plain(row.top_ups_usd),
    createdAt: row.created_at.toISOString(),
    effectiveLimitUsd: plain(row.effective_limit_usd),
    periodStart: row.period_start.toISOString(),
    periodEnd: row.period_end?.toISOString() ?? null,
    spentUsd: plain(row.spent_usd),
    requests: row.requests,
  });
}

/** Without the zeros that the column's scale adds. */
function plain(amount: string): string {
  return toUsdString(usd(amount));
}
