import type { ScoreReason } from '@llm-cost-optimizer/contracts';

/** How much of the earlier difficulty a follow-up carries on. Less than all, so that a conversation can become easy again. */
const CARRIED_SHARE = 0.7;
const NAME = 'follow_up';

/**
 * A short message such as "and now prove it" is as hard as what it refers to. `own` and `before` are the points of the
 * last two user messages; only greater difficulty is carried on. Null for thanks and greetings, which end a topic.
 */
export function followUp(own: number, before: number, isPleasantry: boolean): ScoreReason | null {
  const carried = Math.round((before - own) * CARRIED_SHARE * 4) / 4;
  if (isPleasantry || carried <= 0) return null;
  return { signal: NAME, weight: carried, detail: 'Follows up on a harder message.' };
}
