import { describe, expect, it } from 'vitest';
import { mergeUsage, readAnthropicUsage } from './anthropic.usage.ts';

const step = (type: string, input_tokens: number, output_tokens: number, more: object = {}) => ({
  type,
  input_tokens,
  output_tokens,
  cache_creation: null,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: 0,
  ...more,
});

describe('usage of a call in several steps', () => {
  it('counts the steps of the message once: they are in the totals already', () => {
    const usage = { input_tokens: 30, output_tokens: 5, iterations: [step('message', 10, 2), step('message', 20, 3)] };
    const read = readAnthropicUsage(usage);
    expect(read).toMatchObject({ promptTokens: 30, completionTokens: 5 });
    expect(read).not.toHaveProperty('sideCalls');
  });

  it('notes a compaction and an advisor beside the totals, which do not hold them', () => {
    const iterations = [
      step('compaction', 100, 40, { cache_read_input_tokens: 7 }),
      step('message', 30, 5),
      step('advisor_message', 200, 9, { model: 'claude-opus-4-8' }),
    ];
    expect(readAnthropicUsage({ input_tokens: 30, output_tokens: 5, iterations })).toMatchObject({
      promptTokens: 30,
      completionTokens: 5,
      sideCalls: [
        { kind: 'compaction', model: null, usage: { promptTokens: 107, cachedTokens: 7, completionTokens: 40 } },
        { kind: 'advisor_message', model: 'claude-opus-4-8', usage: { promptTokens: 200, completionTokens: 9 } },
      ],
    });
  });

  it.each([null, 'x', {}, [null], [{ type: 'compaction' }], [{ type: 'compaction', input_tokens: -1 }]])(
    'takes %j for no further steps',
    (iterations) => {
      expect(readAnthropicUsage({ input_tokens: 1, output_tokens: 1, iterations })).not.toHaveProperty('sideCalls');
    },
  );
});

describe('usage of a stream', () => {
  it('keeps what the last event leaves out or says as null, and replaces the rest', () => {
    const start = { input_tokens: 10, cache_read_input_tokens: 4, output_tokens: 1, service_tier: 'standard' };
    const merged = mergeUsage(mergeUsage({}, start), {
      input_tokens: null,
      output_tokens: 9,
      cache_read_input_tokens: 5,
    });
    expect(merged).toEqual({ ...start, output_tokens: 9, cache_read_input_tokens: 5 });
  });
});
