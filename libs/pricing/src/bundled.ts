import type { CostUnit, MatchKind } from '@llm-cost-optimizer/contracts';
import { calcPrice, type MatchLogic, type ModelInfo, type ModelPrice, type Provider } from '@pydantic/genai-prices';
import { type Money, usd } from './money.ts';
import { createStep, isToolUnit, type RateCard, ratesFrom, withToolRates } from './rate-card.ts';

/** Version of the installed price data; part of the catalogue's version. A spec compares it with the package. */
export const BUNDLED_DATA_VERSION = '0.1.8';

/** A price found in the data bundled with genai-prices. */
export interface BundledPrice {
  readonly provider: string;
  /** The id under which the data lists the model. */
  readonly modelId: string;
  readonly card: RateCard;
  readonly matchKind: MatchKind;
  /** Characters of the name that a prefix match rests on; the whole name otherwise. */
  readonly matchLength: number;
  /** Null = the data does not say. */
  readonly contextTokens: number | null;
  /** True when the price depends on the hour, so that it must not be kept for the day. */
  readonly dependsOnHour: boolean;
  /** True when the model also bills things that a token vector does not contain (images, reasoning at its own rate, requests). */
  readonly hasOtherUnits: boolean;
}

/** Keys of token prices, per million. Those of tools are per thousand calls. */
const PRICE_KEYS: Readonly<Record<CostUnit, string>> = {
  input: 'input_mtok',
  cache_read: 'cache_read_mtok',
  cache_write: 'cache_write_mtok',
  cache_write_long: 'cache_write_1h_mtok',
  output: 'output_mtok',
  audio_input: 'input_audio_mtok',
  audio_output: 'output_audio_mtok',
  web_search: 'web_searches_kcount',
  file_search: 'storage_searches_kcount',
};

const THOUSANDS_PER_MILLION = 1_000n;

/** Billed beside the call, or inside units that are already priced; they do not make a chat price doubtful. */
const HARMLESS_KEYS: ReadonlySet<string> = new Set([...Object.values(PRICE_KEYS), 'cache_audio_read_mtok']);

/**
 * The data encode "over 272,000" as a start of 271,999 for some OpenAI models, which would bill a prompt of exactly
 * 272,000 tokens double (the newer entries of the same data use 272,000).
 */
const STARTS_CORRECTED: ReadonlyMap<number, number> = new Map([[271_999, 272_000]]);

const DATE_SUFFIX = /[-@](?:20\d{2}-\d{2}-\d{2}|20\d{6})$/;

/**
 * Looks a model up in the bundled data. Matching and the choice of the dated price are the library's; the
 * multiplication is ours. `provider`: the shipped entry of that id, an entry of a later list, or null for whichever provider the
 * library takes the name for.
 * Null when there is no such model or it has no price per input token.
 */
export function findBundledPrice(provider: string | Provider | null, model: string, atMs: number): BundledPrice | null {
  const where = provider === null ? {} : typeof provider === 'string' ? { providerId: provider } : { provider };
  const found = calcPrice({}, model, { ...where, timestamp: new Date(atMs) });
  if (found === null) return null;
  const card = cardFromBundled(found.model_price, found.provider.id);
  if (card === null) return null;
  return {
    provider: found.provider.id,
    modelId: found.model.id,
    card,
    ...judgeMatch(found.model, model.trim().toLowerCase()),
    contextTokens: found.model.context_window ?? null,
    dependsOnHour: Array.isArray(found.model.prices) && found.model.prices.some(isHourly),
    hasOtherUnits: Object.keys(found.model_price).some((key) => !HARMLESS_KEYS.has(key)),
  };
}

function isHourly(price: { readonly constraint?: { readonly type: string } }): boolean {
  return price.constraint?.type === 'time_of_date';
}

function cardFromBundled(price: ModelPrice, provider: string): RateCard | null {
  if (price.input_mtok === undefined) return null;
  const starts = new Set<number>();
  for (const key of Object.values(PRICE_KEYS)) {
    const value = price[key];
    if (typeof value === 'object') for (const tier of value.tiers) starts.add(tier.start);
  }
  const steps = [-1, ...[...starts].sort((a, b) => a - b)].map((start) =>
    createStep(
      STARTS_CORRECTED.get(start) ?? start,
      withToolRates(
        ratesFrom((unit) => perMillion(unit, bundledRate(price[PRICE_KEYS[unit]], start))),
        provider,
      ),
    ),
  );
  return { steps };
}

function perMillion(unit: CostUnit, rate: Money | null): Money | null {
  return rate !== null && isToolUnit(unit) ? rate * THOUSANDS_PER_MILLION : rate;
}

function bundledRate(value: ModelPrice[string], start: number): Money | null {
  if (value === undefined) return null;
  if (typeof value === 'number') return usd(value);
  const step = value.tiers.filter((tier) => tier.start <= start).sort((a, b) => b.start - a.start)[0];
  return usd(step?.price ?? value.base);
}

/** A name listed outright, or with a release date behind it, is as good as the id; all else is a guess by likeness. */
function judgeMatch(info: ModelInfo, name: string): { matchKind: MatchKind; matchLength: number } {
  if (info.id.toLowerCase() === name) return { matchKind: 'exact', matchLength: name.length };
  const undated = name.replace(DATE_SUFFIX, '');
  const literals = [...listLiterals(info.match)];
  const isListed = literals.some(({ kind, text }) =>
    kind === 'equals'
      ? text === name
      : kind === 'starts_with'
        ? text === undated || isCutInDate(text, undated, name)
        : isDatedForm(text, name),
  );
  if (isListed || info.id.toLowerCase() === undated) return { matchKind: 'alias', matchLength: name.length };
  const prefixes = literals.filter(({ kind, text }) => kind === 'starts_with' && name.startsWith(text));
  return { matchKind: 'prefix', matchLength: Math.max(0, ...prefixes.map(({ text }) => text.length)) };
}

type Literal = { readonly kind: 'equals' | 'starts_with' | 'regex'; readonly text: string };

function* listLiterals(match: MatchLogic): Generator<Literal> {
  if ('or' in match) for (const part of match.or) yield* listLiterals(part);
  else if ('equals' in match) yield { kind: 'equals', text: match.equals.toLowerCase() };
  else if ('starts_with' in match) yield { kind: 'starts_with', text: match.starts_with.toLowerCase() };
  else if ('regex' in match) yield { kind: 'regex', text: match.regex };
}

/** Some beginnings reach into the date, such as `claude-sonnet-4-2025`: they name the model as surely as the whole id. */
function isCutInDate(text: string, undated: string, name: string): boolean {
  return undated.length < name.length && text.length > undated.length && name.startsWith(text);
}

/** Patterns of the data stand for dated ids, such as `^gpt-6-luna-\d{4}-\d{2}-\d{2}$`. */
function isDatedForm(pattern: string, name: string): boolean {
  return DATE_SUFFIX.test(name) && new RegExp(pattern).test(name);
}
