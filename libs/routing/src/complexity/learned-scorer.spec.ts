import type { ChatBody } from '@llm-cost-optimizer/contracts';
import { describe, expect, it } from 'vitest';
import { fakeQualityModel } from '../__testing__/fake-quality-model.ts';
import { extractFeatures } from '../features.ts';
import { createLearnedScorer } from './learned-scorer.ts';
import { needOfScore, scoreOfNeed } from './score-scale.ts';

const model = fakeQualityModel((prompt) => ({
  difficulty: prompt.includes('hard') ? 0.5 : -4,
  certainty: prompt.includes('strange') ? 0.05 : 0.9,
}));
const bodyOf = (content: string): ChatBody => ({ model: 'auto', messages: [{ role: 'user', content }] });
const judge = (content: string, safeTier: 'medium' | 'high' = 'medium') => {
  const body = bodyOf(content);
  return createLearnedScorer(model, { safeTier }).judge(body, extractFeatures(body, 100));
};

describe('the scale of the score', () => {
  it('grows with the need, from 1 to 10, and says where each score begins', () => {
    const scores = Array.from({ length: 101 }, (_, at) => scoreOfNeed(at / 100));
    expect(scores[0]).toBe(1);
    expect(scores.at(-1)).toBe(10);
    expect(scores).toEqual(scores.toSorted((one, other) => one - other));
    for (let score = 1; score <= 10; score++) expect(scoreOfNeed(needOfScore(score))).toBe(score);
  });
});

describe('the learned scorer', () => {
  it('gives easy prompts a low score and hard ones a high one, with need, reading and version', () => {
    const easy = judge('easy').complexity;
    const hard = judge('hard').complexity;
    expect(easy.tier).toBe('low');
    expect(hard.tier).toBe('high');
    expect(hard.score).toBeGreaterThan(easy.score);
    expect(hard).toMatchObject({
      scorer: 'quality-fake-1',
      reading: { model: 'quality-fake-1', task: 'other', vector: [0.5] },
    });
    expect(scoreOfNeed(hard.need ?? 0)).toBe(hard.score);
  });

  it('abstains to the safe tier where it knows too little, and says so', () => {
    const unsure = judge('strange').complexity;
    expect(unsure).toMatchObject({ tier: 'medium', score: 4, isAbstained: true });
    expect(unsure.reasons[0]?.signal).toBe('abstained');
    expect(judge('strange', 'high').complexity).toMatchObject({ tier: 'high', score: 8 });
  });

  it('never lowers a score by abstaining', () => {
    expect(judge('strange and hard').complexity).toMatchObject({
      score: judge('hard').complexity.score,
      isAbstained: true,
    });
  });

  it('lets plain signs of difficulty raise the score of what it does not know', () => {
    const text =
      'strange: prove the theorem, derive the lower bound, justify each step and compare the trade-offs of both proofs.';
    expect(judge(text).complexity).toMatchObject({ isAbstained: true });
    expect(judge(text).complexity.score).toBeGreaterThan(4);
  });

  it('marks nothing as abstained where it knows enough', () => {
    expect(judge('easy').complexity).not.toHaveProperty('isAbstained');
  });

  it('gives the same judgement from a stored reading, and none from one of another version', () => {
    const scorer = createLearnedScorer(model);
    const { complexity } = judge('hard');
    const stored = { model: 'quality-fake-1', task: 'other', vector: [0.5], certainty: 0.9 } as const;
    expect(JSON.stringify(scorer.rejudge(stored, complexity.score)?.complexity)).toBe(JSON.stringify(complexity));
    expect(scorer.rejudge({ ...stored, model: 'quality-0' }, 5)).toBeNull();
  });

  it('writes its reasons into JSON although they are made on demand', () => {
    expect(JSON.parse(JSON.stringify(judge('hard').complexity)).reasons).toHaveLength(1);
  });
});
