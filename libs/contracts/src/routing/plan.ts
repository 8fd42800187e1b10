import type { DecisionInputs, DecisionReading, MatchedRule, RoutePolicy, SwitchTrace } from './decision.ts';
import type { Deployment } from './deployment.ts';
import type { Mode, Tier } from './mode.ts';

/** One thing about a request that moved its complexity score. */
export interface ScoreReason {
  /** Stable name of the signal, e.g. `reasoning_words`. */
  readonly signal: string;
  /** Points added (may be negative). */
  readonly weight: number;
  /** A plain sentence for people; never contains text of the prompt. */
  readonly detail: string;
}

/** How hard the request is thought to be. */
export interface ComplexityScore {
  /** 1 (trivial) to 10 (hardest), a whole number. */
  readonly score: number;
  readonly tier: Tier;
  /** Name and version of the scorer that made it, e.g. `heuristic-1`. */
  readonly scorer: string;
  readonly reasons: readonly ScoreReason[];
  /** Calibrated probability, 0 to 1, that a usual cheap model would fail where a usual strong one would not. Absent for scorers that know none. */
  readonly need?: number;
  /** True when too little was known of such prompts, so that score and tier were raised to the safe tier. */
  readonly isAbstained?: boolean;
  readonly reading?: DecisionReading;
}

/** Numbers about a request that routing needs; no text, so that it may be stored and replayed. */
export interface RequestFeatures {
  /** Estimated prompt tokens of the whole request (text, tools; images at a flat rate). */
  readonly promptTokensEstimated: number;
  /** Estimated tokens of the last user turn alone. */
  readonly lastUserTokensEstimated: number;
  /** The client's limit on the answer; null = none given. */
  readonly maxOutputTokens: number | null;
  readonly messageCount: number;
  readonly hasImages: boolean;
  readonly hasTools: boolean;
  readonly hasJsonSchema: boolean;
  readonly isStreaming: boolean;
}

/** A deployment that can serve the request, in the order in which it will be tried. */
export interface Candidate {
  readonly deployment: Deployment;
  /** Plain words: why it stands where it stands. */
  readonly reason: string;
  /** Expected cost of this very request, decimal string in USD; null = no price known. */
  readonly estimatedCostUsd: string | null;
  /** Probability, 0 to 1, that its answer will do; absent where none is known. */
  readonly pGood?: number;
  /** Expected milliseconds to the end of the answer; absent where nothing was seen yet. */
  readonly latencyMs?: number;
}

export type DropCause =
  | 'no_provider_key'
  | 'context_too_small'
  | 'output_too_small'
  | 'no_images'
  | 'no_tools'
  | 'no_json_schema'
  | 'breaker_open'
  | 'cooldown'
  | 'retired'
  | 'not_allowed'
  | 'parameter_rejected'
  /** Only a provider that speaks the client's own API can serve it. */
  | 'surface_feature'
  /** Of a tier below the lowest one that was asked for. */
  | 'below_min_tier'
  /** The budget of the model itself is spent. */
  | 'over_budget'
  | 'too_expensive';

/** A deployment that was considered and left out. */
export interface DroppedCandidate {
  readonly deploymentId: string;
  readonly cause: DropCause;
  readonly detail: string;
}

/** How the client named a model. */
export type RequestedModel =
  /** `auto`, `lco/auto`, `lco/cost` …: the router decides. */
  | { readonly kind: 'virtual'; readonly name: string; readonly mode: Mode | null }
  /** A plain model name: routed; the name is the baseline where it can be priced. */
  | { readonly kind: 'named'; readonly name: string }
  /** `provider/model`: exactly this one, whatever it is. */
  | { readonly kind: 'pinned'; readonly name: string; readonly provider: string; readonly model: string };

/** The ordered decision for one request. */
export interface RoutePlan {
  readonly requested: RequestedModel;
  readonly mode: Mode;
  /** Null when the model was pinned and nothing had to be scored. */
  readonly complexity: ComplexityScore | null;
  /** One short machine-readable reason, e.g. `mode:cost tier:low` or `pinned`. Goes into a response header. */
  readonly reason: string;
  readonly candidates: readonly Candidate[];
  readonly dropped: readonly DroppedCandidate[];
  /** Absent for pinned models. */
  readonly policy?: RoutePolicy;
  readonly rule?: MatchedRule;
  /** Expected share, 0 to 1, of what the strongest model of the routes would get. Absent where no probability is known. */
  readonly expectedQuality?: number;
  /** Absent when no earlier turn of the conversation left a prompt cache. */
  readonly switching?: SwitchTrace;
  /** What the decision rested on, for repeating it. */
  readonly inputs?: DecisionInputs;
}
