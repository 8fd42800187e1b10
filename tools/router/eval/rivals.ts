import { createHeuristicScorer } from '../../../libs/routing/src/complexity/heuristic-scorer.ts';
import { extractFeatures } from '../../../libs/routing/src/features.ts';
import type { QualityModel } from '../../../libs/routing/src/quality/quality-model.ts';
import { createRowScorer } from '../../../libs/routing/src/scoring/score-row.ts';
import { type EvalRow, type Group, qualityOf } from './data.ts';
import type { Item } from './metric.ts';
import { randomFrom } from './random.ts';

/** Gives each row of a group its score for the group's pair. */
export type Scorer = (row: EvalRow, group: Group) => Pick<Item, 'score'> & Partial<Pick<Item, 'isCascade' | 'extra'>>;

/** The router as `lco score` runs it: same code, and weights as given. */
export function routerScorer(
  quality: QualityModel,
  options: { readonly isCascade: boolean } = { isCascade: false },
): Scorer {
  const scoreRow = createRowScorer({ quality, learned: null, ...options });
  const known = new WeakMap<EvalRow, ReturnType<typeof scoreRow>>();
  return (one, { pair }) => {
    const scored = known.get(one) ?? scoreRow(one.input);
    known.set(one, scored);
    const value = scored.pairs?.[`${pair[0]}>${pair[1]}`] ?? scored.score;
    return typeof value === 'number' ? { score: value } : { score: value.score, isCascade: true, extra: value.extra };
  };
}

/** The longer the prompt, the stronger the model: what a learned router has to beat. */
export const lengthScorer: Scorer = ({ row }) => ({ score: row.prompt.length });

/** The product's own former scorer: counts of key words and structure, on a scale of ten. */
export function keywordScorer(): Scorer {
  const scorer = createHeuristicScorer();
  return ({ row }) => {
    const body = { model: 'auto', messages: [{ role: 'user', content: row.prompt }] };
    return { score: scorer.score(body, extractFeatures(body, Buffer.byteLength(row.prompt))).score };
  };
}

/** Drawn by lot, always the same lot. */
export function randomScorer(): Scorer {
  const random = randomFrom(20_261_125);
  return () => ({ score: random() });
}

/** A group's rows as the metric takes them. */
export function itemsOf(group: Group, scorer: Scorer): Item[] {
  return group.rows.flatMap((one) => {
    const [strong, weak] = [qualityOf(one.row, group.pair[0]), qualityOf(one.row, group.pair[1])];
    if (strong === null || weak === null) return [];
    return [{ isCascade: false, extra: 0, ...scorer(one, group), strong, weak }];
  });
}
