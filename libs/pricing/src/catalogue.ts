import type {
  ModelCapabilities,
  ModelRef,
  PricedUsage,
  PriceSource,
  RoutingTable,
  TokenUsage,
} from '@llm-cost-optimizer/contracts';
import { type BasePrice, createBaseData } from './base-data.ts';
import { billUsage, quickCost } from './bill.ts';
import { BUNDLED_DATA_VERSION } from './bundled.ts';
import { ALIASES } from './catalogue/aliases.ts';
import { buildDefaultRoutes, DEFAULT_BASELINE, FLAGSHIP } from './catalogue/default-routes.ts';
import { type CatalogueModel, PERMISSIVE_CAPABILITIES } from './catalogue/model.ts';
import { CATALOGUE_MODELS } from './catalogue/models.ts';
import { PROVIDERS, regionFactorOf } from './catalogue/providers.ts';
import { contentHash } from './content-hash.ts';
import { type Counterfactual, type CounterfactualQuery, computeCounterfactual } from './counterfactual.ts';
import { type DescribedRates, describeModel, type ModelDescription, priceSourceOf, ratesOf } from './describe.ts';
import type { PriceFeed } from './feed/price-feed.ts';
import { FACTOR_ONE, factor, type Money, multiplyFactors, toUsdString } from './money.ts';
import type { PriceOverride } from './overrides.ts';
import { createPriceBook, type PriceBook } from './price-book.ts';
import { stepFor } from './rate-card.ts';
import { createNameResolver, type ResolvedTarget } from './resolve-names.ts';
import { serviceTierFactor } from './service-tier.ts';
import { priceSideCalls } from './side-calls.ts';
import { nearestNames } from './suggest.ts';
import { tokenizerOf } from './tokenizer.ts';
import { splitUsage } from './usage-parts.ts';

export interface PriceQuery {
  readonly provider: string;
  /** The model in the provider's answer where it names one, else the one that was asked. */
  readonly model: string;
  readonly usage: TokenUsage;
  /** Start of the attempt: the list valid then applies. */
  readonly at: Date | number;
  /** Tier as the answer said; null = the usual one. */
  readonly serviceTier?: string | null;
  /** Region as the operator names it; default: as the usage says. */
  readonly region?: string | null;
}

/** A priced token vector with the exact sum; `money` is null exactly when `costUsd` is. */
export type Priced = PricedUsage & { readonly money: Money | null };

export interface EstimateQuery {
  readonly provider: string;
  readonly model: string;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly at: Date | number;
}

/** Prices, limits and names of models. Immutable but for a bounded memory of prepared rates; make a new one per set of overrides. */
export interface Catalogue {
  /** Hash over all data and overrides; equal data give the same version everywhere. */
  readonly version: string;
  /** `gpt-6.2-astra`: the dearest current model. */
  readonly flagship: ModelRef;
  /** Version of the later copy of the public price list in use; null = only the shipped one is. */
  readonly feedVersion: string | null;
  /** The same lists, with an operator's agreed prices and further providers. */
  extend(options: Omit<CatalogueOptions, 'feed'>): Catalogue;
  /** What the public price list alone says, whether or not something goes before it. Null = it does not know the name. */
  basePrice(ref: ModelRef, at: Date | number): BasePrice | null;
  /** `gpt-6.2-sol`: the fixed baseline unless configured otherwise. */
  readonly defaultBaseline: ModelRef;
  /**
   * The model a name means as a route: bare ids, `provider/model` (any id), dated ids, old names and retired models
   * (then their successor with a notice). Prefers available providers where several serve the name, but may name
   * one that is not available. Without `at`, retirement is judged by the day the data were checked. Null = unknown name.
   */
  resolveTarget(name: string, availableProviders?: ReadonlySet<string>, at?: Date | number): ResolvedTarget | null;
  /** The model whose price a name stands for; retired models keep their own. Null = it cannot be priced. */
  resolveBaseline(name: string, at?: Date | number): { readonly ref: ModelRef } | null;
  /** What is known of a model; null = it is not in the overlay. Without `at`, the newest prices and the checked status. */
  describe(ref: ModelRef, at?: Date | number): ModelDescription | null;
  /** Rates of short prompts, whether or not the model is in the overlay; null each = no price known. Without `at`, the newest. */
  rates(ref: ModelRef, at?: Date | number): DescribedRates;
  /** Where the price in use comes from; null = no price known. Without `at`, the newest. */
  priceSource(ref: ModelRef, at?: Date | number): PriceSource | null;
  /** Limits and abilities. Unknown models exclude nothing: all limits null, everything accepted, nothing rejected. */
  capabilities(ref: ModelRef): ModelCapabilities;
  /** How many tokens the model makes of a text of which the newer tokenizer of OpenAI makes one; a guess for unknown models. */
  tokenFactor(ref: ModelRef): number;
  /** Every model of the overlay, retired ones and embedding models too (see `status` and `kind`). */
  list(at?: Date | number): readonly ModelDescription[];
  /** At most three names near to a mistyped one, best first. */
  suggestNames(name: string): string[];
  /** What a token vector costs. Unknown prices are null, never 0; local models have none without an override. */
  price(query: PriceQuery): Priced;
  /**
   * What budgets are charged for a call whose price nobody knows: the same tokens at the dearest model of the provider. Null where
   * the provider has no known price at all (local servers).
   */
  dearestCost(query: Omit<PriceQuery, 'model'>): Money | null;
  /** Cost of a plain call without cache or audio, for choosing between candidates: fast, same arithmetic. Null = no price known. */
  estimateCost(query: EstimateQuery): Money | null;
  /** What the baseline would have cost for the same work. */
  counterfactual(query: CounterfactualQuery): Counterfactual;
  /** Default routes for the providers at hand; lists are empty when there is none. `localModels` are what local servers really serve. */
  defaultRoutes(availableProviders: ReadonlySet<string>, localModels?: readonly ModelRef[]): RoutingTable;
}

export interface CatalogueOptions {
  /** The operator's own prices; they win over all other sources. */
  readonly overrides?: readonly PriceOverride[];
  /** Further providers that `provider/model` may name, whatever the model is. */
  readonly providers?: readonly string[];
  /** A later copy of the public price list; null = the shipped one alone. */
  readonly feed?: PriceFeed | null;
}

const UNPRICED: Priced = Object.freeze({
  costUsd: null,
  money: null,
  lines: Object.freeze([]),
  priceSource: null,
  matchKind: null,
  isEstimated: false,
});

/** Builds the catalogue. Throws RangeError when an override holds a rate that is negative or no number. */
export function createCatalogue({ overrides = [], providers = [], feed = null }: CatalogueOptions = {}): Catalogue {
  const book = createPriceBook(CATALOGUE_MODELS, overrides, createBaseData(feed));
  const names = createNameResolver(book, ALIASES, providers);
  const known = listNames();
  const aliasesOf = groupAliases();
  const describe = (model: CatalogueModel, at: number | null) =>
    describeModel(book, model, aliasesOf.get(`${model.provider}/${model.model}`) ?? [], at);
  return {
    version: versionOf(overrides, feed),
    feedVersion: feed?.version ?? null,
    extend: (more) => createCatalogue({ ...more, feed }),
    basePrice: ({ provider, model }, at) => book.base.find(provider, model, Number(at)),
    flagship: FLAGSHIP,
    defaultBaseline: DEFAULT_BASELINE,
    resolveTarget: (name, available, at) => names.resolveTarget(name, available ?? null, timeOf(at)),
    resolveBaseline: (name, at) => names.resolveBaseline(name, timeOf(at)),
    describe(ref, at) {
      const match = book.index.find(ref.provider, ref.model);
      return match === null || match.kind === 'prefix' ? null : describe(match.model, timeOf(at));
    },
    rates: (ref, at) => ratesOf(book, ref, timeOf(at)),
    priceSource: (ref, at) => priceSourceOf(book, ref, timeOf(at)),
    capabilities: (ref) => capabilitiesOf(book, ref),
    tokenFactor: (ref) => Number(tokenizerOf(book.index, ref).factor),
    list: (at) => book.index.all.map((model) => describe(model, timeOf(at))),
    suggestNames: (name) => nearestNames(name, known),
    price: (query) => priceCall(book, query),
    dearestCost(query) {
      let dearest = 0n;
      for (const { provider, kind, model } of book.index.all) {
        if (provider !== query.provider || kind !== 'chat') continue;
        const cost = priceUsage(book, { ...query, model }).money ?? 0n;
        if (cost > dearest) dearest = cost;
      }
      return dearest === 0n ? null : dearest;
    },
    estimateCost({ provider, model, promptTokens, completionTokens, at }) {
      const price = book.resolve(provider, model, Number(at));
      return price === null ? null : quickCost(stepFor(price.card, promptTokens), promptTokens, completionTokens);
    },
    counterfactual(query) {
      const found = computeCounterfactual(book, query);
      const { sideCalls } = query.usage;
      if (sideCalls === undefined || found.money === null) return found;
      // The provider would have done the same on the way to the baseline's answer.
      const { served, ...rest } = query;
      const side = priceSideCalls(sideCalls, (call) => priceUsage(book, { ...rest, ...served, ...call }), served.model);
      if (side === null) return { ...found, money: null, lines: [] };
      const isEstimated = found.isEstimated || side.isEstimated;
      return { ...found, money: found.money + side.money, lines: [...found.lines, ...side.lines], isEstimated };
    },
    defaultRoutes: (available, localModels = []) => buildDefaultRoutes(available, localModels),
  };
}

/** The call with all that the provider did beside it. Unpriced as soon as one part is. */
function priceCall(book: PriceBook, query: PriceQuery): Priced {
  const own = priceUsage(book, query);
  const { sideCalls } = query.usage;
  if (sideCalls === undefined || own.money === null) return own;
  const side = priceSideCalls(sideCalls, (call) => priceUsage(book, { ...query, ...call }), query.model);
  if (side === null) return UNPRICED;
  const money = own.money + side.money;
  const lines = [...own.lines, ...side.lines];
  return { ...own, costUsd: toUsdString(money), money, lines, isEstimated: own.isEstimated || side.isEstimated };
}

function priceUsage(book: PriceBook, query: PriceQuery): Priced {
  const atMs = Number(query.at);
  const price = book.resolve(query.provider, query.model, atMs);
  if (price === null) return UNPRICED;
  const tier = serviceTierFactor(query.provider, price.model, query.serviceTier ?? null, atMs);
  const region = regionFactorOf(query.provider, query.region ?? query.usage.region ?? null);
  const bill = billUsage(
    splitUsage(query.usage),
    price.card,
    multiplyFactors(tier ?? FACTOR_ONE, factor(region ?? '1')),
  );
  if (bill.money === null) return UNPRICED;
  return {
    costUsd: toUsdString(bill.money),
    money: bill.money,
    lines: bill.lines,
    priceSource: price.priceSource,
    matchKind: price.matchKind,
    isEstimated: price.isEstimated || bill.isEstimated || tier === null || region === null,
  };
}

function capabilitiesOf(book: PriceBook, ref: ModelRef): ModelCapabilities {
  const match = book.index.find(ref.provider, ref.model);
  if (match !== null && match.kind !== 'prefix') return match.model.capabilities;
  const bundled = book.base.find(ref.provider, ref.model, 0);
  if (bundled === null || bundled.matchKind === 'prefix') return PERMISSIVE_CAPABILITIES;
  return { ...PERMISSIVE_CAPABILITIES, contextTokens: bundled.contextTokens };
}

/** Other names by `provider/model` of the first model they lead to. */
function groupAliases(): ReadonlyMap<string, readonly string[]> {
  const ids = new Map(CATALOGUE_MODELS.map((model) => [model.model, `${model.provider}/${model.model}`]));
  const grouped = new Map<string, string[]>();
  for (const { name, targets } of ALIASES) {
    const [target = ''] = targets;
    const id = ids.get(target) ?? target;
    grouped.set(id, [...(grouped.get(id) ?? []), name]);
  }
  return grouped;
}

function listNames(): ReadonlySet<string> {
  const models = CATALOGUE_MODELS.filter((model) => model.kind === 'chat');
  return new Set([
    ...models.map((model) => model.model),
    ...models.map((model) => `${model.provider}/${model.model}`),
    ...ALIASES.map((alias) => alias.name),
  ]);
}

/** The newest checked day in front makes two versions comparable by eye; the hash behind tells them apart. */
function versionOf(overrides: readonly PriceOverride[], feed: PriceFeed | null): string {
  const newest = CATALOGUE_MODELS.map((model) => model.checkedOn)
    .sort()
    .at(-1);
  const data = JSON.stringify([
    BUNDLED_DATA_VERSION,
    CATALOGUE_MODELS,
    PROVIDERS,
    ALIASES,
    overrides,
    ...(feed === null ? [] : [feed.version]),
  ]);
  return `${newest}-${contentHash(data)}`;
}

function timeOf(at: Date | number | undefined): number | null {
  return at === undefined ? null : Number(at);
}
