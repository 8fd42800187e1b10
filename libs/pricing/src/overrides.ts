import { createStep, type RateCard, ratesFromTable } from './rate-card.ts';

/** The operator's own price. Rates are USD per million tokens, as decimal text or numbers. */
export interface PriceOverride {
  readonly provider: string;
  /** Exact model id, or a pattern with `*` for any characters (`*` alone = all models of the provider). */
  readonly model: string;
  readonly input: string | number;
  readonly output: string | number;
  /** Left out = not known: such tokens then pay the input rate and the cost is marked as estimated. */
  readonly cacheRead?: string | number;
  readonly cacheWrite?: string | number;
  readonly cacheWriteLong?: string | number;
  readonly audioInput?: string | number;
  readonly audioOutput?: string | number;
  /** True for a rate derived from GPU hours and measured tokens. */
  readonly isEstimated?: boolean;
}

/** A compiled override. */
export interface CompiledOverride {
  readonly provider: string;
  readonly matches: (model: string) => boolean;
  readonly isExact: boolean;
  readonly card: RateCard;
  readonly isEstimated: boolean;
}

/**
 * Prepares overrides: exact ids first, then patterns in the order given.
 * Throws RangeError when a rate is negative or no number.
 */
export function compileOverrides(overrides: readonly PriceOverride[]): readonly CompiledOverride[] {
  const compiled = overrides.map(compileOverride);
  return [...compiled.filter((one) => one.isExact), ...compiled.filter((one) => !one.isExact)];
}

function compileOverride(override: PriceOverride): CompiledOverride {
  const optional = (rate: string | number | undefined): string | null => (rate === undefined ? null : String(rate));
  const rates = ratesFromTable({
    input: String(override.input),
    output: String(override.output),
    cacheRead: optional(override.cacheRead),
    cacheWrite: optional(override.cacheWrite),
    cacheWriteLong: optional(override.cacheWriteLong),
    audioInput: optional(override.audioInput),
    audioOutput: optional(override.audioOutput),
  });
  if (Object.values(rates).some((rate) => rate !== null && rate < 0n)) {
    throw new RangeError(`The price of ${override.provider}/${override.model} cannot be negative`);
  }
  const pattern = override.model.toLowerCase();
  return {
    provider: override.provider.toLowerCase(),
    matches: pattern.includes('*') ? globMatcher(pattern) : (model) => model === pattern,
    isExact: !pattern.includes('*'),
    card: { steps: [createStep(-1, rates)] },
    isEstimated: override.isEstimated ?? false,
  };
}

/** Plain scan for the parts between the stars in their order: linear, unlike a pattern built from many `.*`. */
function globMatcher(pattern: string): (model: string) => boolean {
  const parts = pattern.split('*');
  const first = parts[0] ?? '';
  const last = parts.at(-1) ?? '';
  const middle = parts.slice(1, -1);
  return (model) => {
    if (model.length < first.length + last.length) return false;
    if (!model.startsWith(first) || !model.endsWith(last)) return false;
    let from = first.length;
    for (const part of middle) {
      const at = model.indexOf(part, from);
      if (at < 0) return false;
      from = at + part.length;
    }
    return from <= model.length - last.length;
  };
}
