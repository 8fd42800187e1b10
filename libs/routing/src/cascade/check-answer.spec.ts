import type { ChatBody } from '@llm-cost-optimizer/contracts';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkAnswer, shortAnswerOf } from './check-answer.ts';
import type { AnswerToCheck, CheckName, Verdict } from './types.ts';

const body = (extra: object = {}, content = 'Tell me something.'): ChatBody => ({
  model: 'auto',
  messages: [{ role: 'user', content }],
  ...extra,
});
const answer = (text: string | null, extra: Partial<AnswerToCheck> = {}): AnswerToCheck => ({
  text,
  toolCalls: [],
  finishReason: 'stop',
  refusal: null,
  ...extra,
});
const call = (name: string, args: string) => ({ id: 'c1', type: 'function', function: { name, arguments: args } });

function verdictOf(given: ChatBody, said: AnswerToCheck, check: CheckName): Verdict | undefined {
  return checkAnswer(given, said).results.find((result) => result.check === check)?.verdict;
}

const SCHEMA = {
  type: 'object',
  properties: { name: { type: 'string', pattern: '^[A-Z]' }, age: { type: 'integer', minimum: 0 } },
  required: ['name', 'age'],
  additionalProperties: false,
};
const schemaBody = body({ response_format: { type: 'json_schema', json_schema: { name: 'person', schema: SCHEMA } } });
const TOOLS = [
  {
    type: 'function',
    function: {
      name: 'weather',
      parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
    },
  },
  { type: 'function', function: { name: 'now' } },
];

describe('checkAnswer', () => {
  it.each<[string, AnswerToCheck]>([
    ['was cut off', answer('The beginning of', { finishReason: 'length' })],
    ['was filtered', answer('Some', { finishReason: 'content_filter' })],
    ['is empty', answer('  ')],
    ['is missing', answer(null)],
    ['was marked as refused', answer('', { refusal: 'no' })],
    ['refuses', answer("I'm sorry, but I can't help with that.")],
    ['refuses with a curly apostrophe', answer('I’m sorry, but I can’t assist with that request.')],
    ['does not know', answer("I don't have enough information to answer.")],
    ['refuses in German', answer('Es tut mir leid, dabei kann ich Ihnen nicht helfen.')],
    ['refuses in Japanese', answer('申し訳ありませんが、お答えできません。')],
  ])('fails an answer that %s', (_what, said) => {
    expect(checkAnswer(body(), said).verdict).toBe('fail');
  });

  it('says nothing for or against a plain answer', () => {
    expect(checkAnswer(body(), answer('The sky is blue because of scattering.')).verdict).toBe('unknown');
    const long = `I am sorry to hear that you cannot sleep. ${'Here is what helps. '.repeat(80)}`;
    expect(checkAnswer(body(), answer(long)).verdict).toBe('unknown');
  });

  it.each<[string, Verdict]>([
    ['{"name": "Ada", "age": 36}', 'pass'],
    ['{"name": "Ada"}', 'fail'],
    ['{"name": "ada", "age": 36}', 'fail'],
    ['{"name": "Ada", "age": 36, "x": 1}', 'fail'],
    ['Here you go: {"name": "Ada", "age": 36}', 'fail'],
  ])('checks %s against the schema: %s', (text, verdict) => {
    expect(verdictOf(schemaBody, answer(text), 'json_schema')).toBe(verdict);
  });

  it('cannot tell where the schema itself is wrong, remote or beyond a linear expression', () => {
    for (const schema of [{ type: 'nonsense' }, { $ref: 'https://example.com/a.json' }, { pattern: '(?=a)b' }, 5]) {
      const asked = body({ response_format: { type: 'json_schema', json_schema: { name: 'x', schema } } });
      expect(verdictOf(asked, answer('"abc"'), 'json_schema')).toBe('unknown');
    }
  });

  it('takes a pattern of a client in linear time', () => {
    const schema = { type: 'string', pattern: '^(a+)+$' };
    const asked = body({ response_format: { type: 'json_schema', json_schema: { name: 'x', schema } } });
    expect(verdictOf(asked, answer(`"${'a'.repeat(5_000)}!"`), 'json_schema')).toBe('fail');
  });

  it('wants an object in JSON mode', () => {
    const asked = body({ response_format: { type: 'json_object' } });
    expect(verdictOf(asked, answer('{"a": 1}'), 'json')).toBe('pass');
    expect(verdictOf(asked, answer('[1]'), 'json')).toBe('fail');
    expect(verdictOf(asked, answer('a: 1'), 'json')).toBe('fail');
  });

  it.each<[string, object, AnswerToCheck['toolCalls'], Verdict]>([
    ['a good call', {}, [call('weather', '{"city":"Rome"}')], 'pass'],
    ['a call without arguments', {}, [call('now', '')], 'pass'],
    ['an unknown tool', {}, [call('wether', '{"city":"Rome"}')], 'fail'],
    ['arguments that are no JSON', {}, [call('weather', '{"city":')], 'fail'],
    ['arguments that do not fit', {}, [call('weather', '{"town":"Rome"}')], 'fail'],
    ['one bad call of two', {}, [call('now', '{}'), call('weather', '{}')], 'fail'],
    ['none where one is required', { tool_choice: 'required' }, [], 'fail'],
    [
      'another than demanded',
      { tool_choice: { type: 'function', function: { name: 'now' } } },
      [call('weather', '{"city":"Rome"}')],
      'fail',
    ],
    ['one where none is allowed', { tool_choice: 'none' }, [call('now', '{}')], 'fail'],
    ['none where none is needed', {}, [], 'unknown'],
  ])('judges tool calls: %s', (_what, extra, toolCalls, verdict) => {
    const said = answer(toolCalls.length === 0 ? 'It is sunny.' : null, { toolCalls });
    expect(verdictOf(body({ tools: TOOLS, ...extra }), said, 'tool_calls')).toBe(verdict);
  });

  it.each<[string, string, Verdict]>([
    ['js', 'const a = async () => { await b(); };', 'pass'],
    ['javascript', 'function f( {', 'fail'],
    ['json', '{"a": [1, 2]}', 'pass'],
    ['json', '{"a": [1, 2}', 'fail'],
    ['python', 'def f(x):\n    return {"a": [x]}\n', 'unknown'],
    ['python', 'def f(x):\nreturn x', 'fail'],
    ['py', 'print((1, 2)', 'fail'],
    ['py', "s = 'it\\'s' # don't\nprint(s)", 'unknown'],
    ['ts', 'const a: number = ;', 'unknown'],
    ['rust', 'fn main( {', 'unknown'],
    ['js', 'function f() {\n  ...\n}', 'unknown'],
  ])('looks at fenced %s code %j: %s', (language, code, verdict) => {
    expect(verdictOf(body(), answer(`Here:\n\n\`\`\`${language}\n${code}\n\`\`\`\n`), 'code_parses')).toBe(verdict);
  });

  it('never passes an answer of which a check failed, and never puts text of prompt or answer into a reason', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 12, maxLength: 200 }),
        fc.constantFrom('stop', 'length', null),
        (text, finishReason) => {
          const secret = `zq${text}`;
          const { verdict, results } = checkAnswer(schemaBody, answer(secret, { finishReason }));
          if (results.some((result) => result.verdict === 'fail')) expect(verdict).toBe('fail');
          for (const { reason } of results) expect(reason).not.toContain(secret);
        },
      ),
    );
  });
});

describe('shortAnswerOf', () => {
  it('is null for requests that ask for no short answer', () => {
    expect(shortAnswerOf(body({}, 'Write a poem.'), 'Answer: 5')).toBeNull();
  });

  it('makes answers of two models comparable', () => {
    const asked = body({}, 'How many seconds are in 20 minutes?');
    expect(shortAnswerOf(asked, 'There are 20 * 60 = 1,200 seconds.')).toBe(shortAnswerOf(asked, '#### 1200'));
  });
});
