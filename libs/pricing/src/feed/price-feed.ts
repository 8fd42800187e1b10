import type { MatchLogic, Provider } from '@pydantic/genai-prices';
import * as z from 'zod';
import { contentHash } from '../content-hash.ts';

/** Where the public price list is published: a file on a moving branch, without version or signature. */
export { REMOTE_DATA_JSON_URL as PRICE_FEED_URL } from '@pydantic/genai-prices';

/** A public price list as it was read at some time. */
export interface PriceFeed {
  /** Hash of the text, for telling versions apart and for pinning one. */
  readonly version: string;
  readonly providers: readonly Provider[];
}

/** A text that is no price list. The message names the place. */
export class PriceFeedError extends Error {
  override readonly name = 'PriceFeedError';
}

/** Far above the real file (2 MB in 2026). */
const MAX_CHARACTERS = 32_000_000;

const rate = z.number().nonnegative();
const modelPrice = z.record(
  z.string(),
  z.union([
    rate,
    z.object({ base: rate, tiers: z.array(z.object({ start: z.number().int().nonnegative(), price: rate })) }),
  ]),
);
const match: z.ZodType<MatchLogic> = z.lazy(() =>
  z.union([
    z.strictObject({ equals: z.string() }),
    z.strictObject({ starts_with: z.string() }),
    z.strictObject({ ends_with: z.string() }),
    z.strictObject({ contains: z.string() }),
    z.strictObject({ regex: z.string().refine(compiles, 'is no regular expression') }),
    z.strictObject({ or: z.array(match) }),
    z.strictObject({ and: z.array(match) }),
  ]),
);
const constraint = z.union([
  z.object({ type: z.literal('start_date'), start_date: z.iso.date() }),
  z.object({ type: z.literal('time_of_date'), start_time: z.string(), end_time: z.string() }),
]);
const feedSchema = z
  .array(
    z.looseObject({
      id: z.string().min(1),
      name: z.string(),
      api_pattern: z.string().refine(compiles, 'is no regular expression'),
      models: z.array(
        z.looseObject({
          id: z.string().min(1),
          match,
          prices: z.union([
            modelPrice,
            z.array(z.object({ constraint: constraint.optional(), prices: modelPrice })).min(1),
          ]),
        }),
      ),
    }),
  )
  .min(1);

/** Reads the text of a price list in the form of genai-prices (`prices/new_data/v2`). Throws PriceFeedError naming the place. */
export function parsePriceFeed(text: string): PriceFeed {
  if (text.length > MAX_CHARACTERS) throw new PriceFeedError(`It has more than ${MAX_CHARACTERS / 1_000_000} MB.`);
  const parsed = feedSchema.safeParse(parseJson(text));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new PriceFeedError(`${issue?.path.join('.') || 'It'}: ${issue?.message ?? 'has another form'}.`);
  }
  return { version: contentHash(text), providers: parsed.data as unknown as Provider[] };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new PriceFeedError('It is not JSON.');
  }
}

function compiles(pattern: string): boolean {
  try {
    new RegExp(pattern);
    return true;
  } catch {
    return false;
  }
}
