import type { CacheRates } from '@llm-cost-optimizer/cache';
import type { ModelRef } from '@llm-cost-optimizer/contracts';
import { type Catalogue, type Money, usd } from '@llm-cost-optimizer/pricing';

/** What caching costs at one model on one day. */
export interface CachingCosts {
  /** Null where reads or writes have no known rate. */
  readonly rates: CacheRates | null;
  /** Fresh tokens, pico-dollars per million; null = not known. */
  readonly input: Money | null;
  /** Read tokens as a multiple of fresh ones; null = not known. */
  readonly readShare: number | null;
  readonly tokensPerChar: number;
}

const DAY_MS = 86_400_000;
const CHARS_PER_TOKEN = 4;
/** Pinned requests bring names of their own. */
const MAX_REMEMBERED = 2_000;

/** Rates as multiples, kept per catalogue, model and day: reading them anew costs more than the whole decision. */
export class CachingCostsMemory {
  private catalogue: Catalogue | null = null;
  private day = -1;
  private readonly known = new Map<string, CachingCosts>();

  of(catalogue: Catalogue, ref: ModelRef, at: number): CachingCosts {
    const day = Math.floor(at / DAY_MS);
    if (catalogue !== this.catalogue || day !== this.day || this.known.size >= MAX_REMEMBERED) {
      this.known.clear();
      this.catalogue = catalogue;
      this.day = day;
    }
    const key = `${ref.provider}/${ref.model}`;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const costs = read(catalogue, ref, at);
    this.known.set(key, costs);
    return costs;
  }
}

function read(catalogue: Catalogue, ref: ModelRef, at: number): CachingCosts {
  const described = catalogue.rates(ref, at);
  const tokensPerChar = catalogue.tokenFactor(ref) / CHARS_PER_TOKEN;
  const input = described.inputUsdPerMillion === null ? null : usd(described.inputUsdPerMillion);
  const shareOf = (rate: string | null): number | null =>
    rate === null || input === null || input === 0n ? null : Number(usd(rate)) / Number(input);
  const readShare = shareOf(described.cacheReadUsdPerMillion);
  const write = shareOf(described.cacheWriteUsdPerMillion);
  const writeLong = shareOf(described.cacheWriteLongUsdPerMillion);
  const rates = readShare === null || write === null ? null : { read: readShare, write, writeLong };
  return { rates, input, readShare, tokensPerChar };
}
