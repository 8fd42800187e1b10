import { rm } from 'node:fs/promises';
import {
  type Catalogue,
  compareFeed,
  createCatalogue,
  type FeedComparison,
  type ListedRates,
  PRICE_FEED_URL,
  type PriceFeed,
  parsePriceFeed,
  writeKeptFeed,
} from '@llm-cost-optimizer/pricing';
import type { Command } from 'commander';
import { catalogueWith } from '../agreed-prices.ts';
import { CliError } from '../cli-error.ts';
import { keepPrices, keptPath, readKeptPrices } from '../kept-prices.ts';
import { printJson, printTable } from '../output.ts';
import { readTextFile } from '../text-file.ts';
import { readTime } from '../time.ts';
import { type CliContext, isJson } from './command.ts';

const TIMEOUT_MS = 60_000;

interface FeedOptions {
  readonly from: string;
}

/** `lco prices`: the price lists on this machine; needs no gateway. */
export function addPrices(program: Command, context: CliContext): void {
  const prices = program.command('prices').description('Price lists: what is in use, what a newer one would change');
  addShow(prices, context);
  addDiff(prices, context);
  addRefresh(prices, context);
  prices
    .command('reset')
    .description('Goes back to the price list that was shipped')
    .action(async () => {
      await rm(keptPath(context.env), { force: true });
      context.output.line('The shipped price list is in use. A running gateway takes it at its next start.');
    });
}

function addShow(prices: Command, context: CliContext): void {
  prices
    .command('show')
    .description('Every model with its rates, where they come from and when they were checked')
    .option('--provider <id>', 'only this provider')
    .option('--at <day>', 'prices of that day, e.g. 2026-11-20 (UTC); default now')
    .option('--config <file>', "configuration whose agreed prices count before the provider's list")
    .option('--all', 'also retired models')
    .action(async (options: { provider?: string; at?: string; config?: string; all?: boolean }, command: Command) => {
      const at = readTime(options.at, '--at');
      const kept = await readKeptPrices(context.env);
      const catalogue = await catalogueWith(options.config, context.env, createCatalogue({ feed: kept?.feed ?? null }));
      const models = catalogue
        .list(at)
        .filter(({ provider }) => options.provider === undefined || provider === options.provider)
        .filter(({ status }) => options.all === true || status !== 'retired')
        .map((model) => ({ ...model, priceSource: catalogue.priceSource(model, at) }));
      if (models.length === 0 && options.provider !== undefined)
        throw new CliError(`--provider: no model of "${options.provider}" is in the catalogue.`);
      const feed =
        kept === null ? null : { version: kept.feed.version, source: kept.source, fetched_at: kept.fetchedAt };
      if (isJson(command)) return printJson(context.output, { catalogue_version: catalogue.version, feed, models });
      printTable(
        context.output,
        ['model', 'status', '$/M in', '$/M out', 'cached', 'write', 'write 1h', 'long from', 'source', 'checked'],
        models.map((model) => [
          model.id,
          model.status,
          model.inputUsdPerMillion ?? '-',
          model.outputUsdPerMillion ?? '-',
          model.cacheReadUsdPerMillion ?? '-',
          model.cacheWriteUsdPerMillion ?? '-',
          model.cacheWriteLongUsdPerMillion ?? '-',
          model.longPrompt === null ? '-' : String(model.longPrompt.overTokens + 1),
          model.priceSource ?? 'unpriced',
          model.checkedOn,
        ]),
      );
      context.output.line(`catalogue ${catalogue.version}`);
      if (feed !== null) context.output.line(`price list ${feed.version} of ${feed.fetched_at} from ${feed.source}`);
    });
}

function addDiff(prices: Command, context: CliContext): void {
  withFeedOption(
    prices.command('diff').description('What a newer price list would change. Exit code 1 = it must not be used'),
  ).action(async (options: FeedOptions, command: Command) => {
    const { comparison } = await compare(options, context);
    if (isJson(command)) printJson(context.output, comparison);
    else printComparison(context, comparison);
    if (comparison.refusals.length > 0)
      throw new CliError(`The list must not be used. ${comparison.refusals.join(' ')}`);
  });
}

function addRefresh(prices: Command, context: CliContext): void {
  withFeedOption(prices.command('refresh').description('Takes a newer price list into use after checking it'))
    .option('--pin <version>', 'only the list with this version, as `lco prices diff` shows it')
    .action(async (options: FeedOptions & { pin?: string }, command: Command) => {
      const { comparison, feed, text } = await compare(options, context);
      if (options.pin !== undefined && options.pin !== feed.version)
        throw new CliError(`--pin: the list is version ${feed.version}, not ${options.pin}. Nothing was changed.`);
      if (comparison.refusals.length > 0)
        throw new CliError(`The list is refused, and nothing was changed. ${comparison.refusals.join(' ')}`);
      const kept = { source: options.from, fetchedAt: new Date().toISOString() };
      const path = await keepPrices(context.env, writeKeptFeed(kept, feed, text));
      if (isJson(command)) return printJson(context.output, { ...comparison, path });
      printComparison(context, comparison);
      context.output.line(`Kept in ${path}. A running gateway takes it at its next start.`);
    });
}

function withFeedOption(command: Command): Command {
  return command.option('--from <source>', 'address or file of the list in the form of genai-prices', PRICE_FEED_URL);
}

interface Comparison {
  readonly comparison: FeedComparison;
  readonly feed: PriceFeed;
  readonly text: string;
}

async function compare({ from }: FeedOptions, context: CliContext): Promise<Comparison> {
  const text = /^https?:\/\//.test(from) ? await download(from) : await readTextFile(context.env, from, '--from');
  const feed = parse(text, from);
  const kept = await readKeptPrices(context.env);
  const inUse: Catalogue = createCatalogue({ feed: kept?.feed ?? null });
  return { comparison: compareFeed(inUse, feed, Date.now()), feed, text };
}

function parse(text: string, from: string): PriceFeed {
  try {
    return parsePriceFeed(text);
  } catch (error) {
    throw new CliError(
      `--from: ${from} is no price list. ${error instanceof Error ? error.message : 'Unknown cause.'}`,
    );
  }
}

async function download(url: string): Promise<string> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    return await answer.text();
  } catch (error) {
    const cause = error instanceof Error ? error.message : 'unknown cause';
    throw new CliError(
      `--from: ${url} cannot be read (${cause}). The prices in use stay. Without a network, name a file: --from data.json`,
    );
  }
}

function printComparison({ output }: CliContext, { version, shared, changes }: FeedComparison): void {
  output.line(`price list ${version}: ${shared} models known to both, ${changes.length} differences`);
  if (changes.length === 0) return;
  printTable(
    output,
    ['model', 'in use: $/M in, out', 'list: $/M in, out', 'effect'],
    changes.map(({ id, before, after, keptBy }) => [
      id,
      ratesText(before),
      ratesText(after),
      after === null ? 'dropped; keeps its price' : keptBy === null ? 'changes' : `none: the ${keptBy} goes before`,
    ]),
  );
}

function ratesText(rates: ListedRates | null): string {
  if (rates === null) return '-';
  const short = `${rates.inputUsdPerMillion ?? '-'}, ${rates.outputUsdPerMillion ?? '-'}`;
  const { longPrompt: long } = rates;
  if (long === null) return short;
  return `${short} (from ${long.overTokens + 1}: ${long.inputUsdPerMillion ?? '-'}, ${long.outputUsdPerMillion ?? '-'})`;
}
