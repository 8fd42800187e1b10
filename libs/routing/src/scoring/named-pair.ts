import type { ModelAbility } from '../quality/quality-model.ts';

/** Logits between a usual strong and a usual weak model. */
const USUAL_GAP = 0.8;

/**
 * The abilities of a pair whose order somebody stated (`strong > weak`): the stated order holds even where the shipped abilities know one
 * of the names only by a guess, or see the two as equal. Otherwise a pair never seen would have no gain on any prompt.
 */
export function namedPair(
  strong: ModelAbility,
  weak: ModelAbility,
): readonly [strong: ModelAbility, weak: ModelAbility] {
  if (!strong.isGuess && !weak.isGuess && strong.level > weak.level) return [strong, weak];
  const middle = (strong.level + weak.level) / 2;
  const half = Math.max(USUAL_GAP, strong.level - weak.level) / 2;
  return [
    { ...strong, level: middle + half },
    { ...weak, level: middle - half },
  ];
}
