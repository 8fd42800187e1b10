import { describe, expect, it } from 'vitest';
import { expectedShortAnswer, type ShortAnswerKind } from './expected.ts';
import { extractShortAnswer } from './extract.ts';
import { normaliseShortAnswer } from './normalise.ts';

function found(text: string, kind: ShortAnswerKind): string | null {
  return normaliseShortAnswer(extractShortAnswer(text, kind));
}

describe('extractShortAnswer', () => {
  it.each<[string, ShortAnswerKind, string]>([
    ['She has 3 + 4 = 7 apples.\n#### 7', 'number', '7'],
    ['First 12, then 5. The answer is 17 apples.', 'number', '17'],
    ['So the total is $\\boxed{1{,}024}$'.replace('{,}', ','), 'number', '1024'],
    ['Thus $\\boxed{\\frac{3}{4}}$.', 'number', '0.75'],
    ['We get 4, then 9, and in the end 42.', 'number', '42'],
    ['**Final answer:** 1,250', 'number', '1250'],
    ['{"answer": 12}', 'number', '12'],
    ['x = 3 * 4 = 12', 'number', '12'],
    ['The correct answer is (C) because of gravity.', 'option', 'C'],
    ['Answer: B', 'option', 'B'],
    ['B. The mitochondrion', 'option', 'B'],
    ['Let me think about it.\n\nD', 'option', 'D'],
    ['(A)', 'option', 'A'],
    ['Yes, it is.', 'yes_no', 'yes'],
    ['Answer: No', 'yes_no', 'no'],
    ['Paris', 'span', 'paris'],
    ['Answer: Marie Curie', 'span', 'marie curie'],
    ['Antwort: 42', 'number', '42'],
  ])('finds in %j (%s) the answer %j', (text, kind, expected) => {
    expect(found(text, kind)).toBe(expected);
  });

  it.each<[string, ShortAnswerKind]>([
    ['', 'number'],
    ['I do not know.', 'number'],
    ['It depends on many things, among them the weather.', 'yes_no'],
    ['None of them fits, I think, since all are wrong in some way.', 'option'],
    ['A long explanation\nof several lines\nwithout an end', 'span'],
  ])('finds none in %j (%s)', (text, kind) => {
    expect(found(text, kind)).toBeNull();
  });

  it('finds nothing in an answer that is missing, and stays fast on a very long one', () => {
    expect(extractShortAnswer(null, 'number')).toBeNull();
    expect(extractShortAnswer(`${'1 '.repeat(400_000)}\nAnswer: 5`, 'number')).toBe('5');
  });
});

function asked(content: string, extra: object = {}): ShortAnswerKind | null {
  return expectedShortAnswer({ model: 'auto', messages: [{ role: 'user', content }], ...extra });
}

describe('expectedShortAnswer', () => {
  it.each<[string, ShortAnswerKind]>([
    ['Which is a noble gas?\nA. Oxygen\nB. Argon\nC. Iron', 'option'],
    ['Natalia sold 48 clips in April and half as many in May. How many clips did she sell altogether?', 'number'],
    ['Find the remainder when 7^100 is divided by 13.', 'number'],
    ['Is the Earth older than the Moon?', 'yes_no'],
    ['Who is the author of Faust?', 'span'],
    ['Predict the output of this function for f(3).', 'span'],
  ])('expects of %j the kind %s', (content, kind) => {
    expect(asked(content)).toBe(kind);
  });

  it.each([
    'Write a poem about how many stars there are.',
    'Explain why the sky is blue.',
    'Summarize this contract.',
    'hello',
    '',
  ])('expects nothing comparable of %j', (content) => {
    expect(asked(content)).toBeNull();
  });

  it('expects nothing comparable where tools or a schema give the answer its form', () => {
    const question = 'How many people live in Rome?';
    expect(asked(question, { tools: [{ type: 'function', function: { name: 'search' } }] })).toBeNull();
    expect(asked(question, { response_format: { type: 'json_schema' } })).toBeNull();
  });
});
