import type { RoutePolicy } from '@llm-cost-optimizer/contracts';
import { targetOfDial, toleratedLoss } from './tolerated-loss.ts';

/** A target that goes across the tiers, set by dial or quality target. */
export interface Aim {
  /** Share, 0 to 1, to be kept; null = the cheapest, whatever it is. */
  readonly target: number | null;
  /** What a candidate may be less likely than the strongest to answer well; Infinity without a target. */
  readonly loss: number;
  /** As reasons name it: `dial 3`, `target 95 %`. */
  readonly label: string;
}

/**
 * The aim of a policy; null = none was set, the tier of the score and the mode decide. `lossOf` is the loss that keeps a target; by
 * default the one fitted on public data.
 */
export function aimOf(
  { dial, qualityTarget }: RoutePolicy,
  lossOf: (target: number) => number = toleratedLoss,
): Aim | null {
  if (qualityTarget !== null) {
    return { target: qualityTarget, loss: lossOf(qualityTarget), label: `target ${percent(qualityTarget)}` };
  }
  if (dial === null) return null;
  const target = targetOfDial(dial);
  return { target, loss: target === null ? Number.POSITIVE_INFINITY : lossOf(target), label: `dial ${dial}` };
}

function percent(share: number): string {
  return `${Math.round(share * 1_000) / 10} %`;
}
