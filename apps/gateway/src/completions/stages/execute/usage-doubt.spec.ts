import { NO_USAGE } from '@llm-cost-optimizer/contracts';
import { describe, expect, it } from 'vitest';
import { usageDoubt } from './usage-doubt.ts';

const count = (completionTokens: number, reasoningTokens: number | null = 0, audioOutputTokens = 0) => ({
  ...NO_USAGE,
  promptTokens: 20,
  completionTokens,
  reasoningTokens,
  audioOutputTokens,
});

describe('fault F18: a count that is far from the text', () => {
  it.each([
    { name: 'prose', usage: count(1_000), chars: 4_000, doubt: null },
    { name: 'one token for four thousand characters', usage: count(1), chars: 4_000, doubt: 'too_few' },
    { name: 'nothing for a short canned sentence', usage: count(0), chars: 60, doubt: null },
    { name: 'nothing for a page', usage: count(0), chars: 2_000, doubt: 'too_few' },
    { name: 'long runs of spaces', usage: count(32), chars: 4_096, doubt: null },
    { name: 'rare script', usage: count(60), chars: 10, doubt: null },
    { name: 'a long way to think to a short answer', usage: count(30_010, 30_000), chars: 2, doubt: null },
    { name: 'thoughts that are not counted apart', usage: count(30_010, null), chars: 2, doubt: null },
    { name: 'tokens without thought or text', usage: count(30_010), chars: 2, doubt: 'too_many' },
    { name: 'no text at all', usage: count(30_010), chars: 0, doubt: null },
    { name: 'speech with a short transcript', usage: count(30_010, 0, 30_000), chars: 2, doubt: null },
  ])('$name: $doubt', ({ usage, chars, doubt }) => {
    expect(usageDoubt(usage, chars, 0)).toBe(doubt);
  });

  it('a prompt that is sent back with the answer is no text of the answer', () => {
    expect(usageDoubt(count(1), 4_000, 1_000)).toBeNull();
  });
});
