import type { Simulation, SimulationGate } from '@llm-cost-optimizer/contracts';

/** Whether a simulation shows what a gate asks. A figure that is not known does not pass. */
export function judgeGate(
  { cost, quality, sampled }: Pick<Simulation, 'cost' | 'quality' | 'sampled'>,
  wish: SimulationGate,
): NonNullable<Simulation['gate']> {
  const failures: string[] = [];
  const { max_cost_increase_pct: most, min_expected_quality: least } = wish;
  if (sampled === 0) return { wish, isPassed: true, failures };
  const increase = cost.changePct ?? (Number(cost.draftUsd) > 0 ? Number.POSITIVE_INFINITY : 0);
  if (most !== undefined && increase > most) {
    failures.push(`The cost changes by ${increase.toFixed(1)} %; at most ${most} % are allowed.`);
  }
  if (least !== undefined && (quality.draft === null || quality.draft < least)) {
    const found = quality.draft === null ? 'unknown' : quality.draft.toFixed(3);
    failures.push(`The expected quality is ${found}; at least ${least} is asked for.`);
  }
  return { wish, isPassed: failures.length === 0, failures };
}
