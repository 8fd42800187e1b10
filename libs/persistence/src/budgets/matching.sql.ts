/**
 * Lock between the writing of rows (shared) and the making of a budget (alone): a new budget counts every row of its period that
 * is in the database and none that comes later, which counts itself.
 */
export const BUDGET_LOCK = 5_701_411;

/**
 * Whether budget `b` counts attempt `a` of request `i`. A budget of a model counts the calls to that model, all others count all
 * calls of the requests they match.
 */
export const MATCHES = `b.organization_id = i.organization_id and (case b.scope
    when 'organization' then true
    when 'project' then i.project_id = b.subject
    when 'key' then i.key_id = b.subject
    when 'user' then i.end_user = b.subject
    when 'tag' then b.subject = any(i.tags)
    when 'model' then b.subject in (a.model, a.provider || '/' || a.model)
  end)`;

/**
 * Books the rows of a batch on the budgets they fall under, as a part of the statement that writes them: `inserted` are its new
 * requests, `inserted_attempt` their attempts. Rows from before a prepaid budget was made are not its own.
 */
export const CHARGE_BUDGETS = `charged as (
  insert into ledger.budget_spend as spend (budget_id, period_start, spent_usd, requests)
  select b.id as budget_id, ledger.budget_period_start(b.period, i.started_at) as period_start,
    sum(a.charged), count(distinct i.id)
  from inserted i
  join inserted_attempt a on a.request_id = i.id
  join budget b on b.archived_at is null and ${MATCHES} and (b.period <> 'none' or i.started_at >= b.created_at)
  group by 1, 2
  order by 1, 2
  on conflict (budget_id, period_start) do update
    set spent_usd = spend.spent_usd + excluded.spent_usd, requests = spend.requests + excluded.requests
)`;

/** Books what is in the database already on the new budget $1, for its period in force. Prepaid budgets begin with nothing. */
export const SEED_BUDGET = `
insert into ledger.budget_spend (budget_id, period_start, spent_usd, requests)
select b.id, ledger.budget_period_start(b.period, now()), sum(coalesce(a.charge_usd, a.cost_usd, 0)), count(distinct i.id)
from budget b
join ledger.request i on i.organization_id = b.organization_id
  and i.started_at >= ledger.budget_period_start(b.period, now())
join ledger.attempt a on a.request_id = i.id and a.request_started_at = i.started_at
where b.id = $1 and b.period <> 'none' and ${MATCHES}
group by 1, 2`;
