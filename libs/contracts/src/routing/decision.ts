import type { Mode, Tier } from './mode.ts';
import type { RequestedModel } from './plan.ts';

/** What the quality model saw in a prompt, as numbers. Enough to read it again with the same weights; no text. */
export interface DecisionReading {
  /** Version of the quality model. */
  readonly model: string;
  readonly task: string;
  readonly vector: readonly number[];
  /** 0 (nothing like it was learned from) to 1. */
  readonly certainty: number;
}

/** What was asked of the router, whoever asked it: client, rule or configuration. */
export interface RoutePolicy {
  readonly mode: Mode;
  /** 0 (cheapest) to 10 (best); null = the mode decides. */
  readonly dial: number | null;
  /** Share, 0 to 1, of what the strongest model of the routes would get that has to be kept; null = none was set. */
  readonly qualityTarget: number | null;
  /** Models of lower tiers are not taken; null = any. */
  readonly minTier: Tier | null;
  /** Set by a rule: the tier is this one whatever the score says. */
  readonly fixedTier?: Tier;
}

/** A rule that decided, by its place in the list (from 0) and its name. */
export interface MatchedRule {
  readonly index: number;
  readonly name: string;
}

/** What a cascade was made of and how it ended: the cheap model answered first, checks decided. */
export interface CascadeTrace {
  /** `kept`: the client got the cheap answer. `escalated`: the plan's own choice was asked too. */
  readonly result: 'kept' | 'escalated';
  /** The check that decided, e.g. `agreement`, `json_schema`; `call_failed`: there was no answer to check. */
  readonly check: string;
  readonly reason: string;
  /** Deployment ids. */
  readonly cheap: string;
  readonly strong: string;
  /** Second opinions asked. */
  readonly opinions: number;
  /** What had been expected of it; decimal shares and USD. */
  readonly expectedQuality: number;
  readonly expectedUsd: number;
  /** Numbers of the attempts whose answers were thrown away: their cost is overhead. */
  readonly wasted: readonly number[];
}

/** The prompt cache that an earlier turn of the same conversation left at a provider. */
export interface WarmCache {
  readonly deploymentId: string;
  /** Tokens of this prompt that are expected to be read from it, by the same count as `promptTokensEstimated`. */
  readonly tokens: number;
  /** What this conversation has paid so far, and what of it was lost by moving; decimal strings in USD. */
  readonly paidUsd: string;
  readonly lostUsd: string;
}

/** What the warm cache of a conversation meant for the choice. Amounts are decimal strings in USD. */
export interface SwitchTrace {
  readonly warmDeploymentId: string;
  /** What this request costs less at the warm model than it would without its cache. */
  readonly cacheCreditUsd: string;
  /** What moving away loses; 0 for a request that stays. */
  readonly switchCostUsd: string;
  /** `stay`: served where the cache is warm. `move`: elsewhere pays, or is needed. */
  readonly stayVsMove: 'stay' | 'move';
  /** True when the conversation has used up what it may lose by moving. */
  readonly isBudgetSpent: boolean;
}

/**
 * What a decision rested on beside the configuration, the prices and the request's features, which stand in the ledger row: with
 * these it can be repeated and comes out the same. Numbers and names only, never text of a prompt. Fields that are absent
 * had no part in it.
 */
export interface DecisionInputs {
  readonly requested: RequestedModel;
  readonly policy: RoutePolicy;
  readonly reading?: DecisionReading;
  readonly rule?: MatchedRule;
  /** Models that the request names as fallbacks. */
  readonly fallbacks?: readonly RequestedModel[];
  /** Fields of the body that limit the choice: an effort, the number of choices, a begun answer. */
  readonly effort?: string;
  readonly choices?: number;
  readonly endsWithAssistant?: true;
  /** With `isStrict`: names of the fields that some models refuse. */
  readonly parameters?: readonly string[];
  readonly isStrict?: true;
  readonly allowedModels?: readonly string[];
  readonly maxCostUsd?: string;
  /** Deployments that could not serve the client's own API with all that was asked. */
  readonly objections?: readonly string[];
  /** Deployments that were not healthy. */
  readonly health?: Readonly<Record<string, 'open' | 'cooldown'>>;
  /** Expected tokens of the answer where experience goes before the table, by deployment. */
  readonly outputTokens?: Readonly<Record<string, number>>;
  /** Expected milliseconds to the end of the answer, by deployment. */
  readonly latencyMs?: Readonly<Record<string, number>>;
  /** Version of the organization's beliefs that `learned` comes from. */
  readonly beliefs?: number;
  /** Probabilities of a good answer that feedback has moved away from the shipped ones, by deployment. */
  readonly learned?: Readonly<Record<string, number>>;
  /** With a dial or target: what a candidate might be less likely than the best to answer well, as the account of the target stood. */
  readonly toleratedLoss?: number;
  readonly warm?: WarmCache;
  /** Random numbers that took part, by what they were drawn for. */
  readonly seeds?: Readonly<Record<string, number>>;
}
