import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { needOfScore } from './score-scale.ts';

const document = readFileSync(new URL('../../../../docs/routing.md', import.meta.url), 'utf8');

describe('the scale of the score', () => {
  it('is the one that docs/routing.md shows', () => {
    const shown = [...document.matchAll(/\| (\d+) \| (0(?:\.\d+)?) (?=\|)/g)].map(([, score, need]) => [
      Number(score),
      Number(need),
    ]);
    const scale = Array.from({ length: 10 }, (_, at) => [at + 1, needOfScore(at + 1)]);
    expect(shown.toSorted(([one = 0], [other = 0]) => one - other)).toEqual(scale);
  });
});
