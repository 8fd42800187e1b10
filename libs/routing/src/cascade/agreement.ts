import { abilityOf, DIFFICULTIES, rightAt, SAME_WRONG } from './difficulty.ts';
import type { Agreement } from './types.ts';

/** One model's short answer. */
export interface Opinion {
  /** In comparable form (`normaliseShortAnswer`); null = none was found, which agrees with nothing. */
  readonly answer: string | null;
  /** P(good) of this model for this prompt before anything was answered, 0 to 1. */
  readonly pGood: number;
}

/**
 * What second opinions say about the first answer. Every model is right with its own probability, given how hard the prompt turned
 * out to be; right answers are equal, wrong ones are equal with chance {@link SAME_WRONG}. By Bayes' rule over all difficulties and
 * over which of the given answers is the right one (or none): `need` = P(strong model right) - P(first answer right).
 * So three answers that all differ mean a prompt that the strong model probably fails too, and two that agree against the first
 * mean that the strong model is needed.
 */
export function agree(first: Opinion, others: readonly Opinion[], pStrong: number): Agreement {
  const groups = groupAnswers([first, ...others]);
  const { right, strong } = posterior(groups, abilityOf(pStrong));
  const agreeing = first.answer === null ? 0 : others.filter(({ answer }) => answer === first.answer).length;
  return { verdict: verdictOf(first, others, agreeing), agreeing, asked: others.length, need: strong - right };
}

function verdictOf(first: Opinion, others: readonly Opinion[], agreeing: number): Agreement['verdict'] {
  if (first.answer === null || others.length === 0) return 'unknown';
  return agreeing * 2 >= others.length && agreeing > 0 ? 'pass' : 'fail';
}

interface Group {
  readonly isAnswer: boolean;
  readonly abilities: readonly number[];
}

/** Equal answers together, the first model's group first; each missing answer is a group of its own. */
function groupAnswers(opinions: readonly Opinion[]): Group[] {
  const byAnswer = new Map<string, number[]>();
  opinions.forEach(({ answer, pGood }, index) => {
    const key = answer === null ? `missing ${index}` : `answer ${answer}`;
    const known = byAnswer.get(key);
    if (known === undefined) byAnswer.set(key, [abilityOf(pGood)]);
    else known.push(abilityOf(pGood));
  });
  return [...byAnswer].map(([key, abilities]) => ({ isAnswer: key.startsWith('answer'), abilities }));
}

function posterior(groups: readonly Group[], strongAbility: number): { right: number; strong: number } {
  let total = 0;
  let right = 0;
  let strong = 0;
  for (const { difficulty, weight } of DIFFICULTIES) {
    const pStrong = rightAt(strongAbility, difficulty);
    for (let truth = -1; truth < groups.length; truth++) {
      if (truth >= 0 && groups[truth]?.isAnswer === false) continue;
      const likely = weight * likelihood(groups, truth, difficulty);
      total += likely;
      strong += likely * pStrong;
      if (truth === 0) right += likely;
    }
  }
  return total === 0 ? { right: 0, strong: 0 } : { right: right / total, strong: strong / total };
}

/** Probability of these groups of answers when group `truth` (-1 = none) holds the right answer. */
function likelihood(groups: readonly Group[], truth: number, difficulty: number): number {
  let product = 1;
  let wrongGroups = 0;
  groups.forEach(({ isAnswer, abilities }, index) => {
    for (const ability of abilities) {
      const pRight = rightAt(ability, difficulty);
      product *= index === truth ? pRight : 1 - pRight;
    }
    if (index === truth) return;
    product *= SAME_WRONG ** (abilities.length - 1);
    if (!isAnswer) return;
    if (wrongGroups > 0) product *= 1 - SAME_WRONG;
    wrongGroups += 1;
  });
  return product;
}
