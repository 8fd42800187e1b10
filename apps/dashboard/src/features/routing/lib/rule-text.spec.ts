import { describe, expect, it } from 'vitest';
import { conditionText, outcomeText } from './rule-text.ts';

describe('a rule in words', () => {
  it.each([
    { name: 'tag', value: 'legal', text: 'tag legal' },
    { name: 'language', value: ['de', 'fr'], text: 'language de or fr' },
    { name: 'tokens', value: { from: 0, to: 200 }, text: 'tokens from 0, to 200' },
    { name: 'header', value: { name: 'x-team', value: ['a', 'b'] }, text: 'header x-team, a or b' },
    { name: 'time', value: { days: ['mon', 'tue'], from: '22:00' }, text: 'time days mon or tue, from 22:00' },
    { name: 'later', value: true, text: 'later true' },
  ])('condition: $text', ({ name, value, text }) => {
    expect(conditionText(name, value)).toBe(text);
  });

  it.each([
    { outcome: { refuse: 'No.' }, text: 'refuses: “No.”' },
    { outcome: { model: 'openai/gpt-6-luna' }, text: 'takes openai/gpt-6-luna' },
    { outcome: { mode: 'cost' as const, minTier: 'medium' as const }, text: 'Cost mode, medium tier or better' },
    { outcome: { dial: 3, qualityTarget: 0.95 }, text: 'dial 3, 95% of the best quality' },
  ])('outcome: $text', ({ outcome, text }) => {
    expect(outcomeText(outcome)).toBe(text);
  });
});
