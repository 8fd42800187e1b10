import { readFileSync } from 'node:fs';
import type { ChatBody } from '@llm-cost-optimizer/contracts';
import { describe, expect, it } from 'vitest';
import { extractFeatures } from '../features.ts';
import { loadQualityModel } from '../quality/load-quality-model.ts';
import { LABELLED_PROMPTS } from './labelled-prompts.ts';
import { createLearnedScorer } from './learned-scorer.ts';

const weights = new URL('../../weights/quality.bin', import.meta.url);
const scorer = createLearnedScorer(loadQualityModel(readFileSync(weights)));

function score(prompt: string, over: Partial<ChatBody> = {}) {
  const body: ChatBody = { model: 'auto', messages: [{ role: 'user', content: prompt }], ...over };
  return scorer.score(body, extractFeatures(body, Buffer.byteLength(JSON.stringify(body))));
}

const TOOLS = Array.from({ length: 40 }, (_, at) => ({
  type: 'function',
  function: {
    name: `prove_theorem_${at}`,
    description: 'Derives a rigorous proof of a conjecture in algebraic geometry and analyses its complexity.',
    parameters: { type: 'object', properties: { conjecture: { type: 'string' } } },
  },
}));
const SYSTEM = {
  role: 'system',
  content: 'You are an expert in measure theory, law and medicine. Prove each claim. '.repeat(300),
};

describe('the shipped scorer', () => {
  it.each(['What is the capital of France?', 'Hi', 'Translate "good morning" to Spanish'])(
    'RT1: tools and a long system text do not make "%s" hard',
    (prompt) => {
      const alone = score(prompt);
      const messages = [SYSTEM, { role: 'user', content: prompt }];
      expect(score(prompt, { messages, tools: TOOLS }).score).toBe(alone.score);
      expect(alone.tier).not.toBe('high');
    },
  );

  it('RT2: earlier turns do not override the message', () => {
    const hard =
      'Prove that every bounded sequence of real numbers has a convergent subsequence, and compare two proofs.';
    const messages = [
      { role: 'user', content: hard },
      { role: 'assistant', content: 'Here is the proof. '.repeat(200) },
      {
        role: 'user',
        content: 'What is the capital of France? Answer with one word, and nothing else about the proof before.',
      },
    ];
    expect(score('', { messages }).score).toBeLessThanOrEqual(score(hard).score);
  });

  it('RT3: is no constant: the labelled prompts spread over the tiers', () => {
    const tiers = new Set(LABELLED_PROMPTS.map(({ prompt }) => score(prompt).tier));
    expect(tiers.size).toBe(3);
  });

  it('RT4: never takes for simple what it knows nothing of', () => {
    for (const { prompt } of LABELLED_PROMPTS) {
      const { isAbstained, tier } = score(prompt);
      if (isAbstained === true) expect(tier, prompt).not.toBe('low');
    }
    expect(score('ʇxǝʇ ƃuᴉzɹǝʌǝɹ ɟo ǝɔǝᴉd').tier).not.toBe('low');
    expect(score('').tier).not.toBe('low');
  });

  it('puts labelled prompts in order: hard ones above middling ones above easy ones', () => {
    const mean = (tier: string) => {
      const scores = LABELLED_PROMPTS.filter((one) => one.tier === tier).map(({ prompt }) => score(prompt).score);
      return scores.reduce((sum, one) => sum + one, 0) / scores.length;
    };
    expect(mean('medium')).toBeGreaterThan(mean('low'));
    expect(mean('high')).toBeGreaterThan(mean('medium'));
  });

  it('RT1: a long document to work on does not make easy work hard', () => {
    const document = `${SYSTEM.content}\n`.repeat(2);
    for (const work of [
      'Summarize this text in one sentence:',
      'Translate this text into German:',
      'Extract all names from this text:',
    ]) {
      expect(score(`${work}\n\n${document}`).tier, work).not.toBe('high');
    }
  });
});
