import {
  GatewayError,
  type ModelRef,
  type SavingsFigures,
  type SavingsGroup,
  type SavingsQuery,
  type SavingsReport,
} from '@llm-cost-optimizer/contracts';
import type { FiguresRepository, GroupFilter, GroupSums } from '@llm-cost-optimizer/persistence';
import { type Money, toUsdString } from '@llm-cost-optimizer/pricing';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { periodOf } from '../period.ts';
import { createRepricer, type Repricer } from './repricer.ts';

export interface SavingsServiceOptions {
  readonly figures: FiguresRepository;
  readonly snapshot: () => Snapshot;
  readonly now: () => number;
}

const RECORDED = 'recorded';
const MODEL = 'model:';

/** Savings of a period by any dimensions, against the baselines that stood with the requests or against one model. */
export class SavingsService {
  private readonly options: SavingsServiceOptions;

  constructor(options: SavingsServiceOptions) {
    this.options = options;
  }

  /** Throws `invalid_request` for a period that is none and for a baseline that has no price. */
  async report(organizationId: string, query: SavingsQuery, filter: GroupFilter = {}): Promise<SavingsReport> {
    const now = new Date(this.options.now());
    const by = query.group_by;
    const repricer = this.repricerOf(query.baseline ?? RECORDED);
    // Another baseline is priced by what was served, so the served model must be known of each part.
    const dimensions: readonly SavingsGroup[] = repricer === null || by.includes('model') ? by : [...by, 'model'];
    const span = { organizationId, ...periodOf(query, now), now, filter };
    const { period, groups } = await this.options.figures.groups({ ...span, by: dimensions });
    const parts = Map.groupBy(groups, ({ values }) => JSON.stringify(values.slice(0, by.length)));
    const at = { repricer, modelAt: dimensions.indexOf('model') };
    return {
      period: { from: period.from.toISOString(), to: period.to.toISOString() },
      baseline: query.baseline ?? RECORDED,
      baseline_is_estimated: repricer !== null,
      total: figuresOf(groups, at),
      group_by: by,
      groups: [...parts.values()].map((rows) => ({
        group: byDimension(by, rows[0]?.values),
        names: byDimension(by, rows[0]?.names),
        ...figuresOf(rows, at),
      })),
    };
  }

  private repricerOf(baseline: string): Repricer | null {
    if (baseline === RECORDED) return null;
    const { catalogue } = this.options.snapshot();
    const name = baseline.slice(MODEL.length);
    const ref: ModelRef | null = catalogue.resolveBaseline(name, this.options.now())?.ref ?? null;
    const repricer = ref === null ? null : createRepricer(catalogue, ref, this.options.now());
    if (repricer !== null) return repricer;
    throw new GatewayError(
      'invalid_request',
      `baseline: no price is known for "${name}". GET /api/v1/models lists the models.`,
      {
        param: 'baseline',
      },
    );
  }
}

interface Measure {
  /** Null = as recorded. */
  readonly repricer: Repricer | null;
  /** Place of the served model among the values of a group. */
  readonly modelAt: number;
}

function byDimension(
  by: readonly SavingsGroup[],
  values: readonly (string | null)[] | undefined,
): Record<string, string | null> {
  return Object.fromEntries(by.map((name, at) => [name, values?.[at] ?? null]));
}

function figuresOf(groups: readonly GroupSums[], { repricer, modelAt }: Measure): SavingsFigures {
  const sum = (of: (group: GroupSums) => Money): Money => groups.reduce((total, group) => total + of(group), 0n);
  const count = (of: (group: GroupSums) => number): number => groups.reduce((total, group) => total + of(group), 0);
  const recorded = sum(({ sums }) => sums.moneys.baselineUsd);
  const baseline = repricer === null ? recorded : sum((group) => repricer(group.values[modelAt] ?? null, group.tokens));
  // Another baseline changes what routing saved and nothing else: what was avoided or wasted stays what it was.
  const moved = baseline - recorded;
  const requests = count(({ sums }) => sums.counts.requests);
  return {
    requests,
    baseline_usd: toUsdString(baseline),
    actual_usd: toUsdString(sum(({ sums }) => sums.moneys.costUsd)),
    saved_usd: toUsdString(sum(({ sums }) => sums.moneys.savedUsd) + moved),
    levers: {
      routing: toUsdString(sum(({ sums }) => sums.moneys.routing) + moved),
      exact_cache: toUsdString(sum(({ sums }) => sums.moneys.exactCache)),
      semantic_cache: toUsdString(sum(({ sums }) => sums.moneys.semanticCache)),
      dedup: toUsdString(sum(({ sums }) => sums.moneys.dedup)),
      prompt_cache: toUsdString(sum(({ sums }) => sums.moneys.promptCache)),
      service_tier: toUsdString(sum(({ sums }) => sums.moneys.serviceTier)),
    },
    overhead_usd: toUsdString(sum(({ sums }) => sums.moneys.overheadUsd)),
    unpriced_requests: count(({ sums }) => sums.counts.unpricedRequests),
    estimated_share: requests === 0 ? null : count(({ sums }) => sums.counts.estimatedRequests) / requests,
  };
}
