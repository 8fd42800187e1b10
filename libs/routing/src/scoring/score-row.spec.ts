import { describe, expect, it } from 'vitest';
import { fakeQualityModel } from '../__testing__/fake-quality-model.ts';
import { isSmallByName } from './opinions.ts';
import { type ScoreRow, scoreRowSchema } from './score-row.schema.ts';
import { createRowScorer } from './score-row.ts';

const LEVELS = { big: 2, other: 1, 'small-7b': -0.5, 'mini-a': 0.5, 'mini-b': 0 };
const quality = fakeQualityModel((prompt) => ({ difficulty: prompt.length / 10 }), LEVELS);
const score = createRowScorer({ quality, learned: null, isCascade: false });
const cascade = createRowScorer({ quality, learned: null, isCascade: true });
const row = (extra: object): ScoreRow => scoreRowSchema.parse({ id: 'r1', prompt: 'How many?', ...extra });

describe('a scored row', () => {
  it('keeps its id, and has a score whatever models it names', () => {
    expect(score(row({ id: 7 }))).toEqual({ id: 7, score: expect.any(Number) });
  });

  it('reads a prompt and a conversation that ends with it alike', () => {
    const messages = [
      { role: 'system', content: 'A long system text that must not count. '.repeat(50) },
      { role: 'user', content: 'How many?' },
    ];
    expect(score(row({ prompt: undefined, messages })).score).toBe(score(row({})).score);
  });

  it('has the score of its own pair and of further ones', () => {
    const { pairs } = score(row({ strong_model: 'big', weak_model: 'small-7b', pairs: [['other', 'mini-a']] }));
    expect(Object.keys(pairs ?? {})).toEqual(['big>small-7b', 'other>mini-a']);
  });

  it('tells prompts apart for models that nobody has seen', () => {
    const scores = ['Hi', 'A much longer question about something'].map(
      (prompt) => score(row({ prompt, strong_model: 'new-1', weak_model: 'new-2' })).pairs?.['new-1>new-2'],
    );
    expect(scores[0]).not.toBe(scores[1]);
  });

  it('takes the named order of a pair for true even where the shipped abilities say otherwise', () => {
    const { pairs } = score(row({ strong_model: 'small-7b', weak_model: 'big' }));
    expect(pairs?.['small-7b>big']).toBeGreaterThan(0);
  });
});

describe('a cascade', () => {
  const pair = { strong_model: 'big', weak_model: 'small-7b' };
  const answers = { big: '1', 'small-7b': '1,000', 'mini-a': '1000.0', 'mini-b': '7' };

  it('asks one opinion that agrees, two where the first does not', () => {
    expect(cascade(row({ ...pair, answers }))).toMatchObject({ cascade: true, extra: 1 });
    expect(cascade(row({ ...pair, answers: { ...answers, 'mini-a': '5' } }))).toMatchObject({ extra: 2 });
  });

  it('needs the strong model more when the opinions are against the first answer', () => {
    const against = { ...answers, 'mini-a': '7' };
    expect(cascade(row({ ...pair, answers: against })).score).toBeGreaterThan(cascade(row({ ...pair, answers })).score);
  });

  it('never looks at the answer of the strong model, nor at large models', () => {
    const known = cascade(row({ ...pair, answers: { ...answers, 'llama-70b': '1' } }));
    expect(cascade(row({ ...pair, answers: { ...answers, big: '99', 'llama-70b': '99' } }))).toEqual(known);
  });

  it('asks the named models in the named order', () => {
    expect(cascade(row({ ...pair, answers, opinions: ['mini-b', 'mini-a'] }))).toMatchObject({ extra: 2 });
  });

  it('is the plain score where nothing can be compared', () => {
    expect(cascade(row({ ...pair }))).toEqual(score(row({ ...pair })));
    expect(cascade(row({ ...pair, answers: { big: '1', 'small-7b': '2' } }))).toEqual(score(row({ ...pair })));
  });

  it('counts a missing answer as no agreement', () => {
    const missing = cascade(row({ ...pair, answers: { ...answers, 'small-7b': null } }));
    expect(missing).toMatchObject({ cascade: true, extra: 2 });
    expect(missing.score).toBeGreaterThan(cascade(row({ ...pair, answers })).score);
  });
});

describe('isSmallByName', () => {
  it.each(['gpt-4o-mini-2024-07-18', 'gemini-1.5-flash', 'Qwen2.5-7B-Instruct', 'gemma-2-9b-it', 'claude-haiku-4.5'])(
    'takes %s for small',
    (name) => expect(isSmallByName(name)).toBe(true),
  );

  it.each([
    'gpt-4o-2024-08-06',
    'Meta-Llama-3.1-70B-Instruct',
    'mixtral-8x7b-instruct-v0.1',
    'gemini-1.5-pro',
    'gemini',
  ])('does not take %s for small', (name) => expect(isSmallByName(name)).toBe(false));
});
