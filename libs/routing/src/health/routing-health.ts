import type { Tier } from '@llm-cost-optimizer/contracts';

/** Decided requests that went one way. */
export interface RoutedShare {
  readonly tier: Tier;
  /** `provider/model` that answered. */
  readonly model: string;
  readonly requests: number;
}

/** How the router distributes what it decides. */
export interface RoutingHealth {
  readonly requests: number;
  /** Share of each value, 0 to 1, greatest first. */
  readonly tiers: readonly { readonly name: Tier; readonly share: number }[];
  readonly models: readonly { readonly name: string; readonly share: number }[];
  /** 0 = always the same, 1 = all seen values equally often; null = too few requests. */
  readonly tierEntropy: number | null;
  readonly modelEntropy: number | null;
  /** True when nearly everything goes to one tier or one model: then the score decides nothing, and a constant would do. */
  readonly isConstant: boolean;
  /** What to make of it, for people; null = nothing to say. */
  readonly advice: string | null;
}

/** With fewer requests chance alone looks like a constant. */
const MIN_REQUESTS = 100;
/** From this share on everything goes one way. */
const CONSTANT_SHARE = 0.97;

/** Judges the distribution of decided requests. `offered` = how many models the routes in use offer. */
export function routingHealth(shares: readonly RoutedShare[], offered: number): RoutingHealth {
  const tiers = sharesBy(shares, ({ tier }) => tier);
  const models = sharesBy(shares, ({ model }) => model);
  const requests = shares.reduce((sum, one) => sum + one.requests, 0);
  const isEnough = requests >= MIN_REQUESTS;
  const sameTier = isEnough && (tiers[0]?.share ?? 0) >= CONSTANT_SHARE;
  const sameModel = isEnough && offered > 1 && (models[0]?.share ?? 0) >= CONSTANT_SHARE;
  return {
    requests,
    tiers,
    models,
    tierEntropy: isEnough
      ? entropyOf(
          tiers.map(({ share }) => share),
          3,
        )
      : null,
    modelEntropy: isEnough
      ? entropyOf(
          models.map(({ share }) => share),
          Math.max(2, offered),
        )
      : null,
    isConstant: sameTier || sameModel,
    advice: adviceOn(sameTier ? (tiers[0]?.name ?? null) : null, sameModel ? (models[0]?.name ?? null) : null),
  };
}

function sharesBy<N extends string>(shares: readonly RoutedShare[], nameOf: (one: RoutedShare) => N) {
  const sums = new Map<N, number>();
  let total = 0;
  for (const one of shares) {
    sums.set(nameOf(one), (sums.get(nameOf(one)) ?? 0) + one.requests);
    total += one.requests;
  }
  return [...sums]
    .map(([name, requests]) => ({ name, share: total === 0 ? 0 : requests / total }))
    .sort((one, other) => other.share - one.share);
}

/** Shannon's entropy as share of the greatest possible with so many values. */
function entropyOf(shares: readonly number[], values: number): number {
  const bits = shares.reduce((sum, share) => (share > 0 ? sum - share * Math.log2(share) : sum), 0);
  return Math.max(0, Math.min(1, bits / Math.log2(values)));
}

function adviceOn(tier: Tier | null, model: string | null): string | null {
  if (tier !== null) {
    return `Nearly all requests are judged ${tier}: the score decides nothing here. If that is what the traffic is like, a fixed model does the same; else look at the scores of some requests.`;
  }
  if (model === null) return null;
  return `Nearly all requests go to ${model} although they differ in score. The other models of the routes cannot serve them, are dearer, or are broken: look at why they were left out.`;
}
