import type { ModelProfile } from '../models/model-profile.ts';
import type { Random } from './random.ts';
import type { SimRequest } from './sim-request.ts';

/** Middle number of reasoning tokens by effort. */
const TOKENS_BY_EFFORT: Readonly<Record<string, number>> = {
  none: 0,
  minimal: 8,
  low: 40,
  default: 128,
  medium: 128,
  high: 400,
  xhigh: 800,
  max: 1600,
};

/** Questions longer than this make an adaptive model think before it answers. */
const ADAPTIVE_QUESTION_CHARACTERS = 160;

interface ReasoningInput {
  readonly request: SimRequest;
  readonly model: ModelProfile;
  readonly random: Random;
  /** Most tokens of the choice. */
  readonly limit: number;
}

/**
 * Reasoning tokens of one choice, at most its limit; 0 = it answers at once. A model at its default leaves half of a tight
 * limit for the answer; one told to think hard may use up the limit and say nothing, as real ones do.
 */
export function reasoningTokensOf({ request, model, random, limit }: ReasoningInput): number {
  if (!isReasoning(request, model)) return 0;
  const effort = request.effort ?? model.defaultEffort ?? 'medium';
  const middle = TOKENS_BY_EFFORT[effort] ?? 128;
  const tokens = Math.round(middle * (0.5 + random.next()));
  const isToldToThinkHard = /^(high|xhigh|max)$/.test(request.effort ?? '');
  const most = isToldToThinkHard ? limit : limit >> 1;
  return Math.min(tokens, most, request.thinkingBudgetTokens ?? tokens);
}

function isReasoning(request: SimRequest, model: ModelProfile): boolean {
  switch (model.reasoning) {
    case 'never':
      return false;
    case 'effort':
    case 'always':
      return true;
    case 'on-request':
      return request.thinking === 'enabled';
    case 'adaptive':
      if (request.thinking === 'disabled') return false;
      return request.lastUserText.length > ADAPTIVE_QUESTION_CHARACTERS || /^(xhigh|max)$/.test(request.effort ?? '');
  }
}
