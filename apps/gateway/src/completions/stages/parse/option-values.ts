import { GatewayError, isMode, type LcoOptions, type Mode, TIERS, type Tier } from '@llm-cost-optimizer/contracts';

export type Fields = Record<string, unknown>;

/** Options while they are brought together. */
export type Draft = { -readonly [K in keyof LcoOptions]: LcoOptions[K] };

const MAX_TAGS = 20;
const MAX_TEXT_LENGTH = 200;
/** OpenAI takes so many pairs. */
const MAX_METADATA = 16;
/** LiteLLM's list of labels, and Anthropic's name of the end user: read for what they are. */
const OTHER_METADATA: ReadonlySet<string> = new Set(['tags', 'user_id']);
const MAX_MODELS = 100;
const MAX_FALLBACKS = 10;
/** One pico-dollar, the unit money is counted in. */
const MIN_AMOUNT = 1e-12;
const DURATION = /^(\d{1,9}(?:\.\d{1,6})?) ?(ms|s|m|h|d)$/;
const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Readers of one option's value each: they return it in our form or throw `invalid_request` naming the option. */
export function readMode(value: unknown, param: string): Mode {
  if (!isMode(value)) throw invalid(`\`${param}\` must be one of cost, balanced, speed, quality.`, param);
  return value;
}

/** 0 (cheapest) to 10 (best). */
export function readDial(value: unknown, param: string): number {
  if (typeof value !== 'number' || !(value >= 0 && value <= 10)) {
    throw invalid(`\`${param}\` must be a number from 0 (cheapest) to 10 (best).`, param);
  }
  return value;
}

/** As a share such as 0.95; percentages are taken, too. */
export function readTarget(value: unknown, param: string): number {
  const share = typeof value === 'number' && value > 1 ? value / 100 : value;
  if (typeof share !== 'number' || !(share >= 0.5 && share <= 1)) {
    throw invalid(`\`${param}\` must be a share from 0.5 to 1 of what the strongest model would get.`, param);
  }
  return share;
}

/** A tier by name, or 1 to 3. */
export function readTier(value: unknown, param: string): Tier {
  const tier = TIERS.find((one, at) => one === value || at + 1 === Number(value));
  if (tier === undefined) throw invalid(`\`${param}\` must be low, medium or high (or 1, 2, 3).`, param);
  return tier;
}

/** In plain decimals: the amount is compared exactly. */
export function readAmount(value: unknown, param: string): string {
  if (typeof value !== 'number' || !(value >= MIN_AMOUNT && value <= 1e6)) {
    throw invalid(`\`${param}\` must be an amount of US dollars above 0.`, param);
  }
  return String(value).includes('e') ? value.toFixed(12) : String(value);
}

/** Never throws: labels come from every dialect, and what is no label is left out. */
export function readTags(value: unknown): readonly string[] {
  const list = typeof value === 'string' ? value.split(',') : Array.isArray(value) ? value : [];
  const tags = list.filter((tag): tag is string => typeof tag === 'string' && tag.trim() !== '');
  return tags.slice(0, MAX_TAGS).map((tag) => clipped(tag.trim()));
}

/** `metadata` is OpenAI's free attribution: each of its short pairs is a label `name:value`, behind those that were given as such. */
export function withMetadata(tags: readonly string[], metadata: Fields): readonly string[] {
  const pairs = Object.entries(metadata).slice(0, MAX_METADATA);
  const labels = pairs.flatMap(([name, value]) =>
    typeof value === 'string' && value !== '' && !OTHER_METADATA.has(name) ? [`${name}:${value}`] : [],
  );
  const short = labels.filter((label) => label.length <= MAX_TEXT_LENGTH);
  return short.length === 0 ? tags : [...new Set([...tags, ...short])].slice(0, MAX_TAGS);
}

export function flag(value: unknown, param: string): boolean {
  if (typeof value !== 'boolean') throw invalid(`\`${param}\` must be true or false.`, param);
  return value;
}

/** Patterns of models such as `openai/*`. */
export function modelPatterns(value: unknown, param: string): readonly string[] {
  if (!isStringList(value, MAX_MODELS)) {
    throw invalid(`\`${param}\` must be a list of model names or patterns such as "openai/*".`, param);
  }
  return value;
}

/** Names of models, in the order in which they are tried. */
export function modelNames(value: unknown, param: string): readonly string[] {
  if (!isModelNames(value)) {
    throw invalid(`\`${param}\` must be a list of at most ${MAX_FALLBACKS} model names, in the order to try.`, param);
  }
  return value;
}

export function isModelNames(value: unknown): value is readonly string[] {
  return isStringList(value, MAX_FALLBACKS) && value.every((name) => name.trim() !== '');
}

export function text(value: unknown, param: string): string {
  if (typeof value !== 'string' || value === '' || value.length > MAX_TEXT_LENGTH) {
    throw invalid(`\`${param}\` must be a string of 1 to ${MAX_TEXT_LENGTH} characters.`, param);
  }
  return value;
}

/** Milliseconds of `"30s"`, `"1.5m"`, `"24h"`, or of a number of seconds. */
export function readDuration(value: unknown, param: string): number {
  const [, count, unit] = typeof value === 'string' ? (DURATION.exec(value.trim()) ?? []) : [];
  const ms = typeof value === 'number' ? value * 1_000 : Number(count) * (UNIT_MS[unit ?? ''] ?? Number.NaN);
  if (!(Number.isFinite(ms) && ms >= 1)) {
    throw invalid(`\`${param}\` must be a time such as "30s", "5m" or "24h", or a number of seconds.`, param);
  }
  return Math.floor(ms);
}

export function clipped(value: string): string {
  return value.slice(0, MAX_TEXT_LENGTH);
}

export function isPositive(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0;
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function invalid(message: string, param: string): GatewayError {
  return new GatewayError('invalid_request', message, { param });
}

function isStringList(value: unknown, maximum: number): value is readonly string[] {
  return Array.isArray(value) && value.length <= maximum && value.every((item) => typeof item === 'string');
}
