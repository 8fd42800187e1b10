import type { ModelAbility, ModelFacts } from './quality-model.ts';

/** Abilities as the weights file keeps them. */
export interface AbilityTable {
  /** Known names in lower case. */
  readonly models: Readonly<Record<string, { readonly level: number; readonly slopes: readonly number[] }>>;
  /** Level = base + slope * ln(USD per million tokens), learned over models with a known price. */
  readonly byPrice: { readonly base: number; readonly slope: number; readonly min: number; readonly max: number };
  /** Mean quality (0-1) that level 0 has on the prompts the weights were learned from, as logits. */
  readonly meanQualityLogit: number;
}

const MAX_QUALITY = 0.99;

/** Trained ability for known names, otherwise from average quality, otherwise from the price, otherwise the middle. */
export function abilityFrom(table: AbilityTable, facts: ModelFacts): ModelAbility {
  const known = table.models[facts.name.toLowerCase()];
  if (known !== undefined) return { level: known.level, slopes: known.slopes, isGuess: false };
  if (facts.averageQuality !== null) {
    const quality = Math.min(MAX_QUALITY, Math.max(1 - MAX_QUALITY, facts.averageQuality));
    return { level: Math.log(quality / (1 - quality)) - table.meanQualityLogit, slopes: [], isGuess: false };
  }
  const { base, slope, min, max } = table.byPrice;
  if (facts.blendedUsdPerMillion !== null && facts.blendedUsdPerMillion > 0) {
    const level = base + slope * Math.log(facts.blendedUsdPerMillion);
    return { level: Math.min(max, Math.max(min, level)), slopes: [], isGuess: true };
  }
  return { level: 0, slopes: [], isGuess: true };
}
