import type { CostUnit } from '@llm-cost-optimizer/contracts';
import type { LongPromptRates, PriceRow, RateTable } from './catalogue/model.ts';
import { toolRateOf } from './catalogue/providers.ts';
import { type Money, toUsdString, usd } from './money.ts';

/** Pico-dollars per million tokens (or tool calls) by unit; null = no such rate is published. */
export type Rates = Readonly<Record<CostUnit, Money | null>>;

/** Rates that hold for prompts longer than `overTokens`. */
export interface RateStep {
  /** Prompts of exactly this length still pay the step before; -1 for the first step. */
  readonly overTokens: number;
  readonly rates: Rates;
  /** The rates as decimal text in USD per million tokens, written once because every bill repeats them. */
  readonly texts: Readonly<Record<CostUnit, string | null>>;
  /** True when the step rests on an assumption. */
  readonly isAssumed: boolean;
}

/** All rates of a model on one day, steps in ascending order; the first begins at -1. */
export interface RateCard {
  readonly steps: readonly RateStep[];
}

/** True for units that count calls of a provider's tool: no factor of tier or region acts on them (Anthropic bills searches of a batch in full). */
export function isToolUnit(unit: CostUnit): boolean {
  return unit === 'web_search' || unit === 'file_search';
}

/** The step that the whole request pays, by the length of its prompt (cached and written tokens included). */
export function stepFor(card: RateCard, promptTokens: number): RateStep {
  const { steps } = card;
  for (let index = steps.length - 1; index > 0; index -= 1) {
    const step = steps[index];
    if (step !== undefined && promptTokens > step.overTokens) return step;
  }
  const [first] = steps;
  if (first === undefined) throw new RangeError('A rate card has at least one step');
  return first;
}

/** Rates from decimal text in USD per million tokens. Throws RangeError on text that is no number. */
export function ratesFromTable(table: RateTable): Rates {
  const rate = (text: string | null | undefined): Money | null =>
    text === null || text === undefined ? null : usd(text);
  return {
    input: rate(table.input),
    output: rate(table.output),
    cache_read: rate(table.cacheRead),
    cache_write: rate(table.cacheWrite),
    cache_write_long: rate(table.cacheWriteLong),
    audio_input: rate(table.audioInput),
    audio_output: rate(table.audioOutput),
    web_search: rate(table.webSearch),
    file_search: rate(table.fileSearch),
  };
}

/** The card of one dated price row of the overlay; tools without a rate of the model pay the provider's. */
export function cardFromRow(row: Pick<PriceRow, 'rates' | 'long'>, provider: string): RateCard {
  const first = createStep(-1, withToolRates(ratesFromTable(row.rates), provider));
  return { steps: row.long === null ? [first] : [first, longStep(row.long, provider)] };
}

/** Rates with the provider's own for tools that the model has none for. */
export function withToolRates(rates: Rates, provider: string): Rates {
  const rateOf = (known: Money | null, tool: 'webSearch' | 'fileSearch'): Money | null => {
    const text = known === null ? toolRateOf(provider, tool) : null;
    return text === null ? known : usd(text);
  };
  return {
    ...rates,
    web_search: rateOf(rates.web_search, 'webSearch'),
    file_search: rateOf(rates.file_search, 'fileSearch'),
  };
}

/** Rates built unit by unit. */
export function ratesFrom(rateOf: (unit: CostUnit) => Money | null): Rates {
  return byUnit(rateOf);
}

/** A step that begins above `overTokens`; -1 for the first. */
export function createStep(overTokens: number, rates: Rates, isAssumed = false): RateStep {
  const textOf = (rate: Money | null): string | null => (rate === null ? null : toUsdString(rate));
  return { overTokens, rates, texts: byUnit((unit) => textOf(rates[unit])), isAssumed };
}

function byUnit<Value>(of: (unit: CostUnit) => Value): Record<CostUnit, Value> {
  return {
    input: of('input'),
    cache_read: of('cache_read'),
    cache_write: of('cache_write'),
    cache_write_long: of('cache_write_long'),
    output: of('output'),
    audio_input: of('audio_input'),
    audio_output: of('audio_output'),
    web_search: of('web_search'),
    file_search: of('file_search'),
  };
}

function longStep(long: LongPromptRates, provider: string): RateStep {
  return createStep(long.overTokens, withToolRates(ratesFromTable(long.rates), provider), long.isAssumed);
}
