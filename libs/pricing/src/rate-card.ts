import { COST_UNITS, type CostUnit } from '@llm-cost-optimizer/contracts';
import type { LongPromptRates, PriceRow, RateTable } from './catalogue/model.ts';
import { type Money, toUsdString, usd } from './money.ts';

/** Pico-dollars per million tokens by unit; null = no such rate is published. */
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
  };
}

/** The card of one dated price row of the overlay. */
export function cardFromRow(row: Pick<PriceRow, 'rates' | 'long'>): RateCard {
  const first = createStep(-1, ratesFromTable(row.rates));
  return { steps: row.long === null ? [first] : [first, longStep(row.long)] };
}

/** Rates built unit by unit. */
export function ratesFrom(rateOf: (unit: CostUnit) => Money | null): Rates {
  const [input, read, write, writeLong, output, audioInput, audioOutput] = COST_UNITS.map(rateOf);
  return {
    input: input ?? null,
    cache_read: read ?? null,
    cache_write: write ?? null,
    cache_write_long: writeLong ?? null,
    output: output ?? null,
    audio_input: audioInput ?? null,
    audio_output: audioOutput ?? null,
  };
}

/** A step that begins above `overTokens`; -1 for the first. */
export function createStep(overTokens: number, rates: Rates, isAssumed = false): RateStep {
  const textOf = (rate: Money | null): string | null => (rate === null ? null : toUsdString(rate));
  const texts = {
    input: textOf(rates.input),
    cache_read: textOf(rates.cache_read),
    cache_write: textOf(rates.cache_write),
    cache_write_long: textOf(rates.cache_write_long),
    output: textOf(rates.output),
    audio_input: textOf(rates.audio_input),
    audio_output: textOf(rates.audio_output),
  };
  return { overTokens, rates, texts, isAssumed };
}

function longStep(long: LongPromptRates): RateStep {
  return createStep(long.overTokens, ratesFromTable(long.rates), long.isAssumed);
}
