import { COST_UNITS, type CostLine, type CostUnit } from '@llm-cost-optimizer/contracts';
import { FACTOR_ONE, type Factor, factorToString, type Money, multiplyRate, toUsdString, ZERO } from './money.ts';
import { isToolUnit, type RateCard, type RateStep, stepFor } from './rate-card.ts';
import type { UsageParts } from './usage-parts.ts';

/** A token vector at one rate card. */
export interface Bill {
  /** Exactly the sum of the lines; null when a used unit has no rate at all. */
  readonly money: Money | null;
  readonly lines: readonly CostLine[];
  /** True when a missing rate was replaced, an assumed step was used or the counts were contradictory. */
  readonly isEstimated: boolean;
}

/**
 * What stands in for a rate nobody publishes, in this order; the last resort of prompt units is the input rate.
 * A missing rate is never free: that would make a model without a cache price look cheapest.
 */
const FALLBACKS: Readonly<Record<CostUnit, readonly CostUnit[]>> = {
  input: [],
  cache_read: ['input'],
  cache_write: ['input'],
  cache_write_long: ['cache_write', 'input'],
  output: [],
  audio_input: ['input'],
  audio_output: ['output'],
  web_search: [],
  file_search: [],
};

const NO_FACTOR = factorToString(FACTOR_ONE);

/** Bills a split usage. Units without tokens make no line. */
export function billUsage(parts: UsageParts, card: RateCard, by: Factor): Bill {
  const step = stepFor(card, parts.promptTokens);
  const lines: CostLine[] = [];
  const factorText = factorToString(by);
  let money = ZERO;
  let isEstimated = parts.isAmbiguous || step.isAssumed;
  for (const unit of COST_UNITS) {
    const tokens = parts.tokens[unit];
    if (tokens === 0) continue;
    const found = rateWithFallback(step, unit);
    if (found === null && isToolUnit(unit)) {
      // A tool without a price leaves the price of the tokens known: the sum is then too low, and says so.
      isEstimated = true;
      continue;
    }
    if (found === null) return { money: null, lines: [], isEstimated: false };
    const factorOfUnit = isToolUnit(unit) ? FACTOR_ONE : by;
    const cost = multiplyRate(tokens, found.rate, factorOfUnit);
    money += cost;
    isEstimated ||= found.isFallback;
    lines.push({
      unit,
      tokens,
      rateUsdPerMillion: found.rateText,
      factor: isToolUnit(unit) ? NO_FACTOR : factorText,
      costUsd: toUsdString(cost),
    });
  }
  return { money, lines, isEstimated };
}

/** Cost of a plain call without cache or audio: no lines, no allocation beyond the sums. Null when a rate is missing. */
export function quickCost(step: RateStep, promptTokens: number, completionTokens: number): Money | null {
  const { input, output } = step.rates;
  if (input === null || (output === null && completionTokens > 0)) return null;
  return multiplyRate(promptTokens, input) + multiplyRate(completionTokens, output ?? ZERO);
}

function rateWithFallback(
  step: RateStep,
  unit: CostUnit,
): { rate: Money; rateText: string; isFallback: boolean } | null {
  for (const source of [unit, ...FALLBACKS[unit]]) {
    const rate = step.rates[source];
    const rateText = step.texts[source];
    if (rate !== null && rateText !== null) return { rate, rateText, isFallback: source !== unit };
  }
  return null;
}
