import type { StoredAnswer } from '@llm-cost-optimizer/cache';
import type {
  AttemptRecord,
  BudgetNote,
  CacheResult,
  Caller,
  ChatRequest,
  ComplexityScore,
  GatewayError,
  MatchedRule,
  Mode,
  Outcome,
  RequestedModel,
  RequestFeatures,
  RoutePlan,
  RoutePolicy,
  TokenUsage,
  UsageSource,
} from '@llm-cost-optimizer/contracts';
import type { Judgement } from '@llm-cost-optimizer/routing';
import type { RunHold } from '../budget/charge.ts';
import type { KnownBudget } from '../budget/known-budget.ts';
import type { TakenLimit } from '../limits/run-limits.ts';
import type { CallCaching } from '../prompt-caching/call-caching.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { Accounting } from './accounting.ts';
import type { Exchange } from './exchange.ts';
import type { Repeat, StoredReply } from './repeats.ts';
import type { Cascade } from './stages/cascade/cascade.ts';
import type { SurfaceRequest } from './surfaces/surface.ts';

/** The answer a client got (or would have got), whichever way it came. */
export interface FinalAnswer {
  /** Whole answer as JSON of the client's surface; null when it came as a stream. */
  readonly body: Uint8Array | null;
  /** The end of a stream, from the event with usage on, into which each client's facts are put; null in chat, where it is written anew. */
  readonly tail: Uint8Array | null;
  readonly provider: string;
  readonly model: string;
  /** Model name in the provider's answer; null when it named none. */
  readonly answeredModel: string | null;
  readonly isSimulated: boolean;
  readonly usage: TokenUsage;
  readonly usageSource: UsageSource;
  readonly serviceTier: string | null;
  readonly finishReason: string | null;
  /** `id` and `created` of the chunks of a stream; null for plain answers. */
  readonly chunkId: string | null;
  readonly created: number | null;
  /** Complete and good: may be stored and replayed. For streams decided when the pieces are put together. */
  readonly isComplete: boolean;
}

/** What is kept of a request's route for headers and ledger when the decision was made by another request. */
export interface RouteSummary {
  readonly complexity: ComplexityScore | null;
  readonly reason: string;
}

/**
 * Everything about one request while it runs. Stages fill it from top to bottom; settle reads it once at the end.
 * Fields that a stage has not reached yet are null.
 */
export interface Run {
  readonly id: string;
  readonly clientRequestId: string;
  readonly exchange: Exchange;
  /** The configuration this request sees from start to end. */
  readonly snapshot: Snapshot;
  /** Wall clock at arrival, for the ledger. */
  readonly startedAtMs: number;
  /** Monotonic clock at arrival, for durations. */
  readonly startedAt: number;

  caller: Caller | null;
  /** Everything that came in and can change answer or row, as one text; null = no candidate for repeats. */
  repeatKey: string | null;
  /** Set when the very same request was answered from the cache before: then nothing below is filled in. */
  repeat: Repeat | null;
  request: ChatRequest | null;
  /** What the client sent, where that is no chat request; `request` is then made of it. */
  surfaceRequest: SurfaceRequest | null;
  requested: RequestedModel | null;
  mode: Mode | null;
  /** Dial, target and tiers that hold for this request; null = none is set. */
  policy: Partial<RoutePolicy> | null;
  /** The rule of the configuration that set them. */
  rule: MatchedRule | null;
  features: RequestFeatures | null;
  /** Made before the plan only where a rule asks for the task. */
  judgement: Judgement | null;
  /** What the turns of a conversation share; null = not looked for, or it can have no warm cache. */
  conversationKey: string | null;
  cacheKey: string | null;
  cache: CacheResult;
  /** The stored answer this request was answered with, and the reply made of it; for repeats. */
  hit: { readonly stored: StoredAnswer; readonly reply: StoredReply } | null;
  plan: RoutePlan | null;
  /** The cheaper model that answers first; null = none does. */
  cascade: Cascade | null;
  /** Set for cache hits and shared answers instead of `plan`. */
  route: RouteSummary | null;
  /** Amounts held on budgets until settle; empty when the request falls under none or made no call. */
  holds: readonly RunHold[];
  /** What it took from limits a minute. */
  limits: readonly TakenLimit[];
  /** The budgets it falls under whatever answers it; null = not looked up yet. */
  budgets: readonly KnownBudget[] | null;
  /** What a budget that nears its end has changed; null = nothing. */
  budgetAction: BudgetNote | null;
  readonly attempts: AttemptRecord[];
  /** What was decided about the prompt caches of the models called, in their order; empty where there was nothing to decide. */
  readonly cachings: CallCaching[];
  /** Calls given up at a limit that may still tell their usage: the row waits for them, the client does not. */
  readonly lateCalls: Promise<void>[];
  droppedParameters: readonly string[];
  /** What this client got. */
  answer: FinalAnswer | null;
  /** What the flight this request led brought, also when its own client had left by then. */
  flightAnswer: FinalAnswer | null;
  accounting: Accounting | null;
  error: GatewayError | null;
  outcome: Outcome | null;
  /** Monotonic time of the first content byte sent to the client. */
  firstByteAt: number | null;
  /** Milliseconds spent waiting for others (see waiting.ts); what is left of the latency is our own share. */
  waitedMs: number;
  waitingSince: number | null;
  readonly stageMs: Record<string, number>;
  /** The client closed the connection before its answer was complete. */
  isClientGone: boolean;
  isSettled: boolean;
}
