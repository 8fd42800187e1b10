import { describe, expect, it } from 'vitest';
import type { Row } from '../train/data.ts';
import { apgrInterval } from './bootstrap.ts';
import { modelsOf, topicFolds, topicOf, withoutModels, withoutSource } from './hold-out.ts';

const row = (id: string, scores: Record<string, number>, extra: Partial<Row> = {}): Row => ({
  id,
  source: 'exam',
  task: 'quiz',
  prompt: `prompt ${id}`,
  strong_model: 'big',
  weak_model: 'small',
  strong_score: scores[extra.strong_model ?? 'big'] ?? 0,
  weak_score: scores[extra.weak_model ?? 'small'] ?? 0,
  scores,
  ...extra,
});

describe('leaving out', () => {
  it('a source leaves no row of it', () => {
    const rows = [row('1', { big: 1, small: 0 }), row('2', { big: 1, small: 0 }, { source: 'other' })];
    expect(withoutSource(rows, 'exam').map(({ id }) => id)).toEqual(['2']);
  });

  it('models leaves none of their results, and makes another pair of those that remain', () => {
    const rows = [
      row('1', { big: 1, small: 0, medium: 1, tiny: 0 }),
      row('2', { big: 1, small: 1, medium: 1, tiny: 1 }),
      row('3', { big: 1, small: 1 }),
      row('4', { medium: 1, tiny: 0 }, { source: 'other', strong_model: 'medium', weak_model: 'tiny' }),
    ];
    const left = withoutModels(rows, modelsOf([['big', 'small']]));
    expect(left.map(({ id }) => id)).toEqual(['1', '2', '4']);
    for (const { scores, strong_model: strong, weak_model: weak, strong_score, weak_score } of left) {
      expect(Object.keys(scores)).not.toContain('big');
      expect([strong, weak]).toEqual(['medium', 'tiny']);
      expect([strong_score, weak_score]).toEqual([scores.medium, scores.tiny]);
    }
  });

  it('topics leaves each of them out once, and none of a source that has only one', () => {
    const rows = ['law', 'art', 'law', 'sport'].map((subject, at) => row(String(at), { big: 1 }, { subject }));
    const single = row('9', { big: 1 }, { source: 'code' });
    const parts = topicFolds([...rows, single], 2);
    const all = parts.flatMap((part) => [...part]);
    expect(all.sort()).toEqual(['exam/art', 'exam/law', 'exam/sport']);
    expect(all).not.toContain(topicOf(single));
  });
});

describe('an interval', () => {
  it('holds the true figure of a router that draws lots, and is the same in every run', () => {
    const items = Array.from({ length: 600 }, (_, at) => ({
      score: (at * 7_919) % 600,
      strong: 1,
      weak: at % 3 === 0 ? 0 : 1,
      isCascade: false,
      extra: 0,
    }));
    const [low, high] = apgrInterval(items, 100);
    expect(low).toBeLessThan(0.5);
    expect(high).toBeGreaterThan(0.5);
    expect(apgrInterval(items, 100)).toEqual([low, high]);
  });
});
