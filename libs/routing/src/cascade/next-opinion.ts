import { agree, type Opinion } from './agreement.ts';
import type { Agreement } from './types.ts';

/** More opinions cost more than they tell: measured, a third one adds less than a hundredth. */
export const MAX_OPINIONS = 2;

/** Whether to ask once more: a second opinion that agrees settles it, one that does not is weighed against a second. */
export function wantsOpinion(first: Opinion, others: readonly Opinion[]): boolean {
  if (others.length >= MAX_OPINIONS) return false;
  const [second] = others;
  return second === undefined || first.answer === null || second.answer !== first.answer;
}

/**
 * The whole cascade over answers that are known already (for measuring): asks the others in order as a running cascade would, and
 * tells how many it asked.
 */
export function replayOpinions(first: Opinion, others: readonly Opinion[], pStrong: number): Agreement {
  const asked: Opinion[] = [];
  for (const other of others) {
    if (!wantsOpinion(first, asked)) break;
    asked.push(other);
  }
  return agree(first, asked, pStrong);
}
