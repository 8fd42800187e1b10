/** What the gateway does about the prompt caches of providers. */
export const PROMPT_CACHING_MODES = ['off', 'advise', 'on'] as const;
export type PromptCachingMode = (typeof PROMPT_CACHING_MODES)[number];

/** How long a provider keeps what was marked, after its last use. */
export const PROMPT_CACHE_TTLS = ['5m', '1h'] as const;
export type PromptCacheTtl = (typeof PROMPT_CACHE_TTLS)[number];

/** A place of the prompt up to which the provider shall keep it. */
export interface PromptCacheMark {
  /** Behind the last tool, behind the system text, or behind the message of this index. */
  readonly at: 'tools' | 'system' | number;
  readonly ttl: PromptCacheTtl;
}

/** How a model's provider caches prompts. */
export interface PromptCachingAbility {
  /** `marked`: only what the request marks, for a premium. `automatic`: every long beginning that was seen lately. */
  readonly kind: 'marked' | 'automatic';
  /** Shorter beginnings are not cached. */
  readonly minTokens: number;
}

/**
 * Why the prompt was marked or not. `injected`: the gateway set marks. `advised`: it would have, were it switched on. `none`: it would not.
 */
export type PromptCachingAction = 'injected' | 'advised' | 'none';

export type PromptCachingReason =
  /** Expected reads pay for the write. */
  | 'pays'
  /** They do not. */
  | 'below_break_even'
  /** The client set marks of its own: they are left alone, and none is added. */
  | 'client_marks'
  /** Nothing of this prompt has come before. */
  | 'no_repeats'
  /** The provider caches by itself. */
  | 'automatic'
  /** What would be read or written has no known price. */
  | 'no_rates'
  /** The place to mark could not be found in the body beyond doubt. */
  | 'not_placed';

/** The decision about the prompt cache of one call, with its numbers. */
export interface PromptCachingTrace {
  readonly action: PromptCachingAction;
  readonly reason: PromptCachingReason;
  /** Reads expected of one write before its time is over; null = nothing was reckoned. */
  readonly expectedReads: number | null;
  /** Reads from which on a write pays; null = nothing was reckoned. */
  readonly breakEven: number | null;
  readonly ttl: PromptCacheTtl | null;
  /** Estimated tokens up to the last mark (set or advised); 0 = none. */
  readonly prefixTokens: number;
  readonly marks: number;
}
