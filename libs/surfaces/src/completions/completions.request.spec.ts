import { GatewayError } from '@llm-cost-optimizer/contracts';
import { describe, expect, it } from 'vitest';
import { SMALLEST } from '../__testing__/facts.ts';
import { completionsCodec } from './completions.codec.ts';

const translate = (fields: object) => completionsCodec.toChat({ ...SMALLEST.completions, ...fields });
const fieldsOf = (notes: readonly { field: string }[]) => notes.map(({ field }) => field);

describe('a request to the completions API', () => {
  it.each([
    [{ prompt: 'Once' }, { messages: [{ role: 'user', content: 'Once' }] }],
    [{ prompt: ['Once'] }, { messages: [{ role: 'user', content: 'Once' }] }],
    [
      { max_tokens: 5, n: 2, stop: ['a'] },
      { max_completion_tokens: 5, n: 2, stop: ['a'] },
    ],
    [
      { stop: 'a', seed: 7, user: 'u' },
      { stop: 'a', seed: 7, user: 'u' },
    ],
    [
      { logit_bias: { 5: 1 }, presence_penalty: 1 },
      { logit_bias: { 5: 1 }, presence_penalty: 1 },
    ],
    [
      { stream: true, stream_options: { include_usage: true } },
      { stream: true, stream_options: { include_usage: true } },
    ],
  ])('%j', (fields, expected) => {
    const { chat, unsupported } = translate(fields);
    expect(chat).toMatchObject(expected);
    expect(unsupported).toEqual([]);
  });

  it.each([
    [{ suffix: 'end' }, 'suffix'],
    [{ echo: true }, 'echo'],
    [{ logprobs: 0 }, 'logprobs'],
    [{ best_of: 3 }, 'best_of'],
    [{ prompt: ['a', 'b'] }, 'prompt'],
    [{ prompt: [1, 2] }, 'prompt'],
    [{ prompt: [[1, 2]] }, 'prompt'],
  ])('%j is unsupported', (fields, field) => {
    expect(fieldsOf(translate(fields).unsupported)).toEqual([field]);
  });

  it('leaves what means nothing unsaid: defaults of the old options', () => {
    const { chat, unsupported } = translate({ suffix: '', echo: false, best_of: 1, logit_bias: {}, logprobs: null });
    expect(unsupported).toEqual([]);
    expect(Object.keys(chat)).toEqual(['model', 'messages']);
  });

  it.each([
    [{ prompt: undefined }, 'prompt', "Missing required parameter: 'prompt'."],
    [{ prompt: [] }, 'prompt', /at least one/],
    [{ n: 0 }, 'n', /from 1 to 128/],
    [{ stop: [1] }, 'stop[0]', /a string/],
  ])('%j is refused', (fields, param, message) => {
    const refused = () => translate(fields);
    expect(refused).toThrow(GatewayError);
    expect(refused).toThrow(message);
    expect(refused).toThrow(expect.objectContaining({ param }));
  });
});
