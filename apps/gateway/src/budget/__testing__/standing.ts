import type { BudgetStanding } from '@llm-cost-optimizer/contracts';

/** A budget of $10 a month for the whole organization, nothing spent, in November 2026: change what the test is about. */
export function standing(changes: Partial<BudgetStanding> = {}): BudgetStanding {
  const limitUsd = changes.limitUsd ?? '10';
  return {
    id: 'budget-1',
    organizationId: 'org_default',
    name: 'All',
    scope: 'organization',
    subject: null,
    subjectName: null,
    period: 'month',
    source: 'admin',
    limitUsd,
    levels: [],
    raiseUsd: null,
    raiseUntil: null,
    topUpsUsd: '0',
    createdAt: '2026-11-01T00:00:00.000Z',
    effectiveLimitUsd: limitUsd,
    periodStart: '2026-11-01T00:00:00.000Z',
    periodEnd: '2026-12-01T00:00:00.000Z',
    spentUsd: '0',
    requests: 0,
    ...changes,
  };
}
