import { describe, expect, it } from 'vitest';
import { sumTrees } from '../../../libs/routing/src/quality/forest.ts';
import { loadQualityModel } from '../../../libs/routing/src/quality/load-quality-model.ts';
import type { Row } from './data.ts';
import { eigenvectors } from './eigen.ts';
import { platt, solve } from './linear.ts';
import { sparseRidge } from './sparse.ts';
import { train } from './train.ts';
import { boost } from './trees.ts';

/** Invented results: the strong model is needed for proofs, in two sources of two pairs. */
function invented(count: number): Row[] {
  return Array.from({ length: count }, (_, at) => {
    const isHard = at % 3 === 0;
    const [strong, weak] = at % 2 === 0 ? ['able-a', 'cheap-a'] : ['able-b', 'cheap-b'];
    const noise = (at * 7919) % 10 === 0;
    const weakScore = isHard === noise ? 1 : 0;
    return {
      id: `row-${at}`,
      source: at % 2 === 0 ? 'one' : 'two',
      task: 'invented',
      prompt: isHard
        ? `Prove the theorem number ${at} about prime ideals.`
        : `Who won the game of season ${at} in London?`,
      strong_model: strong ?? '',
      weak_model: weak ?? '',
      strong_score: 1,
      weak_score: weakScore,
      scores: { [strong ?? '']: 1, [weak ?? '']: weakScore },
    };
  });
}

describe('training', () => {
  const rows = invented(480);

  it('gives the same bytes for the same rows', () => {
    expect(Buffer.from(train(rows, rows.slice(0, 60))).equals(Buffer.from(train(rows, rows.slice(0, 60))))).toBe(true);
  });

  it('learns where the strong model is needed, for the pair and in general', () => {
    const model = loadQualityModel(train(rows, rows.slice(0, 60)));
    const known = (name: string) => model.abilityOf({ name, blendedUsdPerMillion: null, averageQuality: null });
    const read = (content: string) => model.read({ model: 'auto', messages: [{ role: 'user', content }] });
    const hard = read('Prove the theorem number 9001 about prime ideals.');
    const easy = read('Who won the game of season 9001 in London?');
    expect(hard.gain(known('able-a'), known('cheap-a'))).toBeGreaterThan(
      easy.gain(known('able-a'), known('cheap-a')) + 0.2,
    );
    expect(hard.need).toBeGreaterThan(easy.need + 0.2);
    expect(easy.pGood(known('cheap-b'))).toBeGreaterThan(hard.pGood(known('cheap-b')));
  });
});

describe('the learners', () => {
  it('solve a symmetric system', () => {
    const [x] = solve(Float64Array.from([4, 1, 1, 3]), 2, 0, [Float64Array.from([1, 2])]);
    expect(x?.[0]).toBeCloseTo(1 / 11, 9);
    expect(x?.[1]).toBeCloseTo(7 / 11, 9);
  });

  it('find the logistic curve that made the labels, also for scores far from zero', () => {
    const scores = Array.from({ length: 4_000 }, (_, at) => 50 + (at % 100) / 10);
    const labels = scores.map((x) => 1 / (1 + Math.exp(-(0.8 * (x - 55)))));
    const { slope, offset } = platt(scores, labels);
    expect(slope).toBeCloseTo(0.8, 1);
    expect(-offset / slope).toBeCloseTo(55, 1);
  });

  it('find eigenvectors, the largest first', () => {
    const [first, second] = eigenvectors(Float64Array.from([2, 1, 1, 2]), 2);
    expect(first?.[0]).toBeCloseTo(Math.SQRT1_2, 9);
    expect(first?.[1]).toBeCloseTo(Math.SQRT1_2, 9);
    expect(Math.abs((second?.[0] ?? 0) + (second?.[1] ?? 0))).toBeLessThan(1e-9);
  });

  it('fit a step with trees, and read it back', () => {
    const standard = Float64Array.from({ length: 400 }, (_, at) => (at % 2 === 0 ? at / 200 - 1 : 0));
    const targets = Float64Array.from({ length: 200 }, (_, row) => (row < 100 ? -1 : 1));
    const rows = Int32Array.from(targets.keys());
    const forest = boost(standard, 2, rows, targets, { trees: 40, leaves: 2, rate: 0.3, minRows: 5, ridge: 1 });
    const said = (x: number) => sumTrees(forest, 0, 40, Float64Array.from([x, 0]));
    expect(said(-0.9)).toBeLessThan(-0.9);
    expect(said(0.9)).toBeGreaterThan(0.9);
  });

  it('fit words and features together', () => {
    const rows = Int32Array.from({ length: 40 }, (_, at) => at);
    const sparse = {
      ids: Array.from(rows, (row) => Int32Array.from([row % 2])),
      weights: Array.from(rows, () => Float32Array.from([1])),
      width: 2,
    };
    const dense = Float64Array.from(rows, (row) => (row % 4 < 2 ? 1 : -1));
    const targets = Float64Array.from(rows, (row) => (row % 2 === 0 ? 1 : -1) + (row % 4 < 2 ? 0.5 : -0.5));
    const learned = sparseRidge(sparse, dense, 1, 1, rows, targets, 1e-6);
    expect(learned.sparse[0]).toBeCloseTo(1, 3);
    expect(learned.sparse[1]).toBeCloseTo(-1, 3);
    expect(learned.dense[0]).toBeCloseTo(0.5, 3);
  });
});
