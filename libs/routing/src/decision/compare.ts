import type { RoutePlan } from '@llm-cost-optimizer/contracts';

/** The choice of a decision as its row tells it. */
export interface RecordedChoice {
  readonly score: number | null;
  readonly tier: string | null;
  readonly mode: string | null;
  readonly reason: string | null;
  readonly rule: string | null;
  /** Ids of the candidates in order. */
  readonly candidates: readonly string[];
  /** Expected costs of the candidates, in order; decimal strings, null = no price known. */
  readonly costs: readonly (string | null)[];
  readonly expectedQuality: number | null;
}

/** One thing that came out otherwise. */
export interface Difference {
  readonly field: keyof RecordedChoice;
  readonly recorded: string;
  readonly repeated: string;
}

/** The choice of a plan in the form of a row's. */
export function choiceOf(plan: RoutePlan): RecordedChoice {
  return {
    score: plan.complexity?.score ?? null,
    tier: plan.complexity?.tier ?? null,
    mode: plan.mode,
    reason: plan.reason,
    rule: plan.rule?.name ?? null,
    candidates: plan.candidates.map(({ deployment }) => deployment.id),
    costs: plan.candidates.map(({ estimatedCostUsd }) => estimatedCostUsd),
    expectedQuality: plan.expectedQuality ?? null,
  };
}

/** Where two choices differ; empty = they are the same. */
export function compareChoices(recorded: RecordedChoice, repeated: RecordedChoice): readonly Difference[] {
  return (Object.keys(recorded) as (keyof RecordedChoice)[]).flatMap((field) => {
    const before = shown(recorded[field]);
    const now = shown(repeated[field]);
    return before === now ? [] : [{ field, recorded: before, repeated: now }];
  });
}

function shown(value: RecordedChoice[keyof RecordedChoice]): string {
  if (value === null) return '-';
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  return value.length === 0 ? '-' : value.map((one) => one ?? 'unknown').join(', ');
}
