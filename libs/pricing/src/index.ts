export type { ModelStatus } from './catalogue/model.ts';
export {
  type Catalogue,
  type CatalogueOptions,
  createCatalogue,
  type EstimateQuery,
  type Priced,
  type PriceQuery,
} from './catalogue.ts';
export { type CatalogueProblem, checkDefaults } from './check-defaults.ts';
export type { Counterfactual, CounterfactualQuery } from './counterfactual.ts';
export type { DescribedRates, ModelDescription } from './describe.ts';
export { compareFeed, type FeedComparison, type ListedRates, type PriceChange } from './feed/compare-feed.ts';
export { KEPT_FEED_FILE, type KeptFeed, parseKeptFeed, writeKeptFeed } from './feed/kept-feed.ts';
export { PRICE_FEED_URL, type PriceFeed, PriceFeedError, parsePriceFeed } from './feed/price-feed.ts';
export { withoutGatewayMarks } from './gateway-marks.ts';
export {
  FACTOR_ONE,
  type Factor,
  factor,
  type Money,
  multiplyRate,
  sumKnownMoney,
  sumMoney,
  toUsdString,
  usd,
  ZERO,
} from './money.ts';
export type { PriceOverride } from './overrides.ts';
export type { ResolvedTarget } from './resolve-names.ts';
export { computeSavings, type Savings, type SavingsInput } from './savings.ts';
export { nearestNames } from './suggest.ts';
export { estimateTokens } from './tokens/estimate.ts';
