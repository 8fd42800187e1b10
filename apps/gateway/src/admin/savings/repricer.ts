import type { ModelRef } from '@llm-cost-optimizer/contracts';
import type { GroupTokens } from '@llm-cost-optimizer/persistence';
import { type Catalogue, type Money, multiplyRate, usd } from '@llm-cost-optimizer/pricing';

/** What the tokens of requests that `served` (`provider/model`, null = nobody) answered would have cost at one model. */
export type Repricer = (served: string | null, tokens: GroupTokens) => Money;

/**
 * Prices sums of tokens at a model's rates for short prompts, today: an estimate, because sums do not tell which prompts were long.
 * Reasoning is left out for a model that does not reason, and tokens are scaled where the two models cut text differently. Null when
 * the model has no price.
 */
export function createRepricer(catalogue: Catalogue, baseline: ModelRef, now: number): Repricer | null {
  const rates = catalogue.rates(baseline, now);
  if (rates.inputUsdPerMillion === null || rates.outputUsdPerMillion === null) return null;
  const input = usd(rates.inputUsdPerMillion);
  const output = usd(rates.outputUsdPerMillion);
  const rateOr = (rate: string | null, other: Money): Money => (rate === null ? other : usd(rate));
  const read = rateOr(rates.cacheReadUsdPerMillion, input);
  const write = rateOr(rates.cacheWriteUsdPerMillion, input);
  const writeLong = rateOr(rates.cacheWriteLongUsdPerMillion, write);
  const { isReasoning } = catalogue.capabilities(baseline);
  return (served, tokens) => {
    const ratio = catalogue.tokenFactor(baseline) / catalogue.tokenFactor(refOf(served) ?? baseline);
    const scaled = (count: number): number => Math.round(Math.max(0, count) * ratio);
    const fresh = tokens.prompt - tokens.cached - tokens.cacheWrite - tokens.cacheWriteLong;
    const written = isReasoning ? tokens.completion : tokens.completion - tokens.reasoning;
    return (
      multiplyRate(scaled(fresh), input) +
      multiplyRate(scaled(tokens.cached), read) +
      multiplyRate(scaled(tokens.cacheWrite), write) +
      multiplyRate(scaled(tokens.cacheWriteLong), writeLong) +
      multiplyRate(scaled(written), output)
    );
  };
}

function refOf(id: string | null): ModelRef | null {
  const at = id?.indexOf('/') ?? -1;
  return id === null || at < 0 ? null : { provider: id.slice(0, at), model: id.slice(at + 1) };
}
