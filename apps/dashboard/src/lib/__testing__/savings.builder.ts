import type { SavingsReport } from '@llm-cost-optimizer/contracts';

type Group = SavingsReport['groups'][number];

/** Figures of a group: ten requests that saved nine dollars of ten by routing, unless `changes` says else. */
export function savingsGroup(group: Group['group'], changes: Partial<Group> = {}): Group {
  return {
    group,
    names: group,
    requests: 10,
    baseline_usd: '10',
    actual_usd: '1',
    saved_usd: '9',
    levers: { routing: '9', exact_cache: '0', semantic_cache: '0', dedup: '0', prompt_cache: '0', service_tier: '0' },
    overhead_usd: '0',
    unpriced_requests: 0,
    estimated_share: 0,
    ...changes,
  };
}

/** A report with these groups; its total is that of one group unless given. */
export function savingsReport(groups: readonly Group[], total: Partial<Group> = {}): SavingsReport {
  const { group: _, names: __, ...figures } = savingsGroup({}, total);
  return {
    period: { from: '2026-11-24T00:00:00.000Z', to: '2026-11-25T00:00:00.000Z' },
    baseline: 'recorded',
    baseline_is_estimated: false,
    total: figures,
    group_by: [],
    groups: [...groups],
  };
}
