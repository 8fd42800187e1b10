import * as z from 'zod';
import { type PriceFeed, PriceFeedError, parsePriceFeed } from './price-feed.ts';

/** Name of the file in the data folder: the last price list that passed the checks. */
export const KEPT_FEED_FILE = 'prices.json';

/** A price list on the disk, with its origin. */
export interface KeptFeed {
  readonly feed: PriceFeed;
  /** Address or file it came from. */
  readonly source: string;
  /** ISO time. */
  readonly fetchedAt: string;
}

const schema = z.strictObject({
  source: z.string(),
  fetched_at: z.iso.datetime(),
  version: z.string(),
  /** The text as it was read, so that its hash can be checked. */
  text: z.string(),
});

/** What is written into the data folder. */
export function writeKeptFeed(kept: Omit<KeptFeed, 'feed'>, feed: PriceFeed, text: string): string {
  const { source, fetchedAt } = kept;
  return `${JSON.stringify({ source, fetched_at: fetchedAt, version: feed.version, text })}\n`;
}

/** Reads it back. Throws PriceFeedError when it is damaged or was changed by hand. */
export function parseKeptFeed(content: string): KeptFeed {
  const parsed = schema.safeParse(parseJson(content));
  if (!parsed.success) throw new PriceFeedError('It was not written by `lco prices refresh`.');
  const { source, fetched_at: fetchedAt, version, text } = parsed.data;
  const feed = parsePriceFeed(text);
  if (feed.version !== version) throw new PriceFeedError('Its hash does not fit its text.');
  return { feed, source, fetchedAt };
}

function parseJson(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return null;
  }
}
