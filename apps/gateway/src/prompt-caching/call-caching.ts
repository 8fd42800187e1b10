import type { PlannedMark, PromptShape } from '@llm-cost-optimizer/cache';
import type { PromptCachingTrace } from '@llm-cost-optimizer/contracts';
import type { CachingCosts } from './caching-costs.ts';

/** What was decided about the prompt cache of one call, until it is settled. */
export interface CallCaching {
  readonly organizationId: string;
  readonly deploymentId: string;
  readonly shape: PromptShape;
  readonly costs: CachingCosts;
  /** When the prompt came, wall clock. */
  readonly at: number;
  /** Marks that are set, or would be. */
  readonly marks: readonly PlannedMark[];
  /** In fresh tokens; negative = a write that may be read later. */
  readonly expectedTokensSaved: number;
  trace: PromptCachingTrace;
}
