import type { PromptCacheTtl } from '@llm-cost-optimizer/contracts';

/** What cached tokens cost, as multiples of the fresh rate. */
export interface CacheRates {
  readonly read: number;
  readonly write: number;
  /** Null = the provider has no longer lifetime. */
  readonly writeLong: number | null;
}

/** How often something came again, and how soon. Older things count less and less. */
export interface Repeats {
  /** Times that it could have come again. */
  total: number;
  /** Of these, within five minutes. */
  short: number;
  /** Of these, within an hour. */
  long: number;
}

/** Whether a write pays, with the numbers that say so. */
export interface Worth {
  readonly ttl: PromptCacheTtl;
  /** Reads expected of one write before its time is over. */
  readonly expectedReads: number;
  /** Reads from which on a write pays. */
  readonly breakEven: number;
  /** Expected share of the fresh price that is saved per request; at most 0 = it does not pay. */
  readonly saving: number;
}

export const TTL_MS: Readonly<Record<PromptCacheTtl, number>> = { '5m': 5 * 60_000, '1h': 60 * 60_000 };

/** So many times of not coming again are believed in before anything was seen: nothing is marked before its third request. */
const PRIOR = 4;
const WINDOW = 64;

export function noRepeats(): Repeats {
  return { total: 0, short: 0, long: 0 };
}

/** Books one chance to come again. `gapMs` null = it did not, or it came while nothing could be read yet. */
export function addGap(repeats: Repeats, gapMs: number | null): void {
  repeats.total += 1;
  if (gapMs !== null) addReturn(repeats, gapMs);
  if (repeats.total <= WINDOW) return;
  repeats.total /= 2;
  repeats.short /= 2;
  repeats.long /= 2;
}

/** Books that something came again whose chance was booked before. */
export function addReturn(repeats: Repeats, gapMs: number): void {
  if (gapMs <= TTL_MS['5m']) repeats.short += 1;
  if (gapMs <= TTL_MS['1h']) repeats.long += 1;
}

/**
 * The better of the two lifetimes. Each request either comes while the last write or read is still kept, with the learned
 * probability p, and is read, or it is written anew. Per write that makes p / (1 - p) reads, and it pays where
 * reads x (1 - read rate) > write rate - 1. `trust` is the share of expected reads that really were reads.
 */
export function worthOf(repeats: Repeats, rates: CacheRates, trust: number): Worth {
  const short = worthAt('5m', chance(repeats.short, repeats, trust), rates.read, rates.write);
  if (rates.writeLong === null) return short;
  const long = worthAt('1h', chance(repeats.long, repeats, trust), rates.read, rates.writeLong);
  return long.saving > short.saving ? long : short;
}

function worthAt(ttl: PromptCacheTtl, p: number, read: number, write: number): Worth {
  // A cache that reads for nothing less than fresh never pays.
  const breakEven = read < 1 ? Math.max(0, write - 1) / (1 - read) : Number.POSITIVE_INFINITY;
  return { ttl, expectedReads: p / (1 - p), breakEven, saving: 1 - (p * read + (1 - p) * write) };
}

function chance(times: number, { total }: Repeats, trust: number): number {
  return Math.min(1, times / (total + PRIOR)) * trust;
}

/** Whether the expected reads pay for the write. */
export function pays({ expectedReads, breakEven, saving }: Worth): boolean {
  // The two say the same; where they are so near that rounding decides, nothing is risked.
  return expectedReads > breakEven && saving > 0;
}
