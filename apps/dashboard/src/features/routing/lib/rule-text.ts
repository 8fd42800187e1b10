import type { RuleView } from '@llm-cost-optimizer/contracts';
import { formatPercent } from '../../../lib/format.ts';
import { commonStrings } from '../../../lib/strings/common.ts';
import { rulesStrings as s } from '../../../lib/strings/routing.ts';

/** A condition in words: `tag legal`, `tokens from 0, to 200`. */
export function conditionText(name: string, value: unknown): string {
  return `${s.conditions[name] ?? name} ${valueText(value)}`;
}

/** What a rule does, in words. */
export function outcomeText(outcome: RuleView['outcome']): string {
  const { refuse, model, mode, tier, minTier, dial, qualityTarget } = outcome;
  const parts = [
    ...(refuse === undefined ? [] : [s.refuses(refuse)]),
    ...(model === undefined ? [] : [s.takes(model)]),
    ...(mode === undefined ? [] : [s.mode(commonStrings.modes[mode])]),
    ...(tier === undefined ? [] : [s.tier(tier)]),
    ...(minTier === undefined ? [] : [s.minTier(minTier)]),
    ...(dial === undefined ? [] : [s.dial(dial)]),
    ...(qualityTarget === undefined ? [] : [s.target(formatPercent(qualityTarget, 0))]),
  ];
  return parts.join(', ');
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) return value.map(valueText).join(s.or);
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([name, inner]) => (name === 'name' || name === 'value' ? valueText(inner) : `${name} ${valueText(inner)}`))
    .join(', ');
}
