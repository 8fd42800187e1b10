import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Catalogue, createCatalogue, KEPT_FEED_FILE, parseKeptFeed } from '@llm-cost-optimizer/pricing';
import { messageOf, StartError } from './start-error.ts';

/** Prices of a gateway, and where the later copy of the public list in them comes from. */
export interface PriceList {
  readonly catalogue: Catalogue;
  /** Null = the shipped list alone. */
  readonly feed: { readonly version: string; readonly source: string; readonly fetchedAt: string } | null;
}

/**
 * The prices to run on: the list that `lco prices refresh` left in the data folder before the shipped one. Throws StartError when that
 * file is damaged: prices must not change by accident.
 */
export async function loadPriceList(dataDir: string): Promise<PriceList> {
  const path = join(resolve(dataDir), KEPT_FEED_FILE);
  let content: string;
  try {
    content = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { catalogue: createCatalogue(), feed: null };
    throw new StartError(`The price list ${path} cannot be read (${messageOf(error)}).`, { cause: error });
  }
  try {
    const { feed, source, fetchedAt } = parseKeptFeed(content);
    return { catalogue: createCatalogue({ feed }), feed: { version: feed.version, source, fetchedAt } };
  } catch (error) {
    throw new StartError(
      `The price list ${path} cannot be used. ${messageOf(error)} Read it anew with \`lco prices refresh\`, or go back to the shipped one with \`lco prices reset\`.`,
      { cause: error },
    );
  }
}
