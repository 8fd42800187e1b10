import { NO_USAGE, type TokenUsage } from '@llm-cost-optimizer/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitUsage } from './usage-parts.ts';

const count = fc.nat({ max: 3_000_000 });
const anyUsage: fc.Arbitrary<TokenUsage> = fc.record({
  promptTokens: count,
  cachedTokens: count,
  cacheWriteTokens: count,
  cacheWriteLongTokens: count,
  completionTokens: count,
  reasoningTokens: fc.option(count, { nil: null }),
  audioInputTokens: count,
  audioOutputTokens: count,
});

describe('splitUsage', () => {
  it("counts each token once: the parts sum to the provider's totals, whatever the parts claim (F71)", () => {
    fc.assert(
      fc.property(anyUsage, (usage) => {
        const { tokens } = splitUsage(usage);
        const prompt =
          tokens.input + tokens.cache_read + tokens.cache_write + tokens.cache_write_long + tokens.audio_input;
        expect(prompt).toBe(usage.promptTokens);
        expect(tokens.output + tokens.audio_output).toBe(usage.completionTokens);
        for (const part of Object.values(tokens)) expect(part).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('takes cached and written tokens out of the fresh input', () => {
    const usage = {
      ...NO_USAGE,
      promptTokens: 1_110,
      cachedTokens: 1_000,
      cacheWriteTokens: 90,
      cacheWriteLongTokens: 10,
    };
    expect(splitUsage(usage)).toMatchObject({
      tokens: { input: 10, cache_read: 1_000, cache_write: 90, cache_write_long: 10 },
      isAmbiguous: false,
    });
  });

  it('leaves reasoning inside the output (A8)', () => {
    expect(splitUsage({ ...NO_USAGE, completionTokens: 300, reasoningTokens: 200 }).tokens.output).toBe(300);
  });

  it('marks parts that exceed the total, and audio that may lie inside the cached part', () => {
    expect(splitUsage({ ...NO_USAGE, promptTokens: 10, cachedTokens: 11 }).isAmbiguous).toBe(true);
    const audio = { ...NO_USAGE, promptTokens: 100, audioInputTokens: 40 };
    expect(splitUsage(audio)).toMatchObject({ tokens: { input: 60, audio_input: 40 }, isAmbiguous: false });
    expect(splitUsage({ ...audio, cachedTokens: 20 })).toMatchObject({
      tokens: { input: 40, cache_read: 20, audio_input: 40 },
      isAmbiguous: true,
    });
  });

  it('counts nonsense as nothing instead of making negative cost', () => {
    const { tokens } = splitUsage({ ...NO_USAGE, promptTokens: -5, cachedTokens: Number.NaN, completionTokens: 2.9 });
    expect(tokens).toMatchObject({ input: 0, cache_read: 0, output: 2 });
  });

  it("counts calls of the provider's tools in units of their own and doubts those without a price per call", () => {
    const usage = { ...NO_USAGE, promptTokens: 10 };
    const searched = splitUsage({ ...usage, serverToolRequests: { web_search: 2, file_search: 1, web_fetch: 5 } });
    expect(searched).toMatchObject({ tokens: { input: 10, web_search: 2, file_search: 1 }, isAmbiguous: false });
    expect(splitUsage({ ...usage, serverToolRequests: { code_execution: 1 } }).isAmbiguous).toBe(true);
    expect(splitUsage({ ...usage, serverToolRequests: { code_execution: 0 } }).isAmbiguous).toBe(false);
  });
});
