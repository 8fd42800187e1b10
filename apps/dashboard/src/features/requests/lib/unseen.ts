import type { RequestSummary } from '@llm-cost-optimizer/contracts';

type Identified = Pick<RequestSummary, 'id'>;

/**
 * How many of the newest rows stand above those shown. `isMore`: none of the shown rows is among the newest, so that
 * there may be further ones between. Ids order by time, so a row that came late, between shown ones, counts too.
 */
export function countUnseen(
  shown: readonly Identified[],
  newest: readonly Identified[],
): { count: number; isMore: boolean } {
  const known = new Set(shown.map((row) => row.id));
  const unseen = newest.filter((row) => !known.has(row.id));
  const isMore = shown.length > 0 && newest.length > 0 && unseen.length === newest.length;
  return { count: unseen.length, isMore };
}
