import { type ModelRef, NO_USAGE, type TokenUsage } from '@llm-cost-optimizer/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCatalogue } from './catalogue.ts';

const catalogue = createCatalogue();
const AT = Date.parse('2026-11-23T12:00:00Z');
const LUNA: ModelRef = { provider: 'openai', model: 'gpt-6-luna' };
const SOL: ModelRef = { provider: 'openai', model: 'gpt-6.2-sol' };
const GPT_4O: ModelRef = { provider: 'openai', model: 'gpt-4o' };
const GPT_4: ModelRef = { provider: 'openai', model: 'gpt-4' };
const OSS: ModelRef = { provider: 'groq', model: 'openai/gpt-oss-20b' };
const HAIKU: ModelRef = { provider: 'anthropic', model: 'claude-haiku-5-5' };
const OLD_HAIKU: ModelRef = { provider: 'anthropic', model: 'claude-haiku-4-5' };
const SONNET: ModelRef = { provider: 'anthropic', model: 'claude-sonnet-5-5' };

interface Ask {
  readonly baseline: ModelRef;
  readonly served?: ModelRef;
  readonly usage: Partial<TokenUsage>;
  readonly at?: number;
  readonly serviceTier?: string | null;
  readonly region?: string;
}

function ask({ baseline, served = LUNA, usage, at = AT, ...modifiers }: Ask) {
  const result = catalogue.counterfactual({ baseline, served, usage: { ...NO_USAGE, ...usage }, at, ...modifiers });
  return { ...result, units: result.lines.map(({ unit, tokens }) => [unit, tokens]) };
}

describe('counterfactual', () => {
  it('prices the same tokens at the baseline', () => {
    const result = ask({ baseline: SOL, usage: { promptTokens: 500, completionTokens: 300 } });
    expect(result).toMatchObject({ money: 4_000_000_000n, isHistoric: false, isEstimated: false });
  });

  it('equals the price of the baseline itself when the baseline was served', () => {
    const tokens = fc.nat({ max: 300_000 });
    fc.assert(
      fc.property(
        fc.constantFrom(LUNA, SOL, SONNET, OSS, GPT_4O),
        tokens,
        tokens,
        (ref, promptTokens, completionTokens) => {
          const usage = { ...NO_USAGE, promptTokens, completionTokens, cachedTokens: Math.floor(promptTokens / 2) };
          const priced = catalogue.price({ ...ref, usage, at: AT });
          expect(ask({ baseline: ref, served: ref, usage }).money).toBe(priced.money);
        },
      ),
    );
  });

  it('leaves reasoning out when the baseline does not reason, and keeps it when it does', () => {
    const usage = { promptTokens: 100, completionTokens: 300, reasoningTokens: 200 };
    expect(ask({ baseline: GPT_4O, usage }).units).toEqual([
      ['input', 100],
      ['output', 100],
    ]);
    expect(ask({ baseline: SOL, usage }).units).toEqual([
      ['input', 100],
      ['output', 300],
    ]);
  });

  it('marks the figure when the provider does not say how much of the output was reasoning', () => {
    const usage = { promptTokens: 100, completionTokens: 300, reasoningTokens: null };
    expect(ask({ baseline: GPT_4O, usage })).toMatchObject({
      isEstimated: true,
      units: [
        ['input', 100],
        ['output', 300],
      ],
    });
    expect(ask({ baseline: GPT_4O, served: GPT_4O, usage }).isEstimated).toBe(false);
    expect(ask({ baseline: SOL, usage }).isEstimated).toBe(false);
  });

  it("keeps the client's own prompt caching on the baseline, at the baseline's rate (S6)", () => {
    const usage = { promptTokens: 1_000, cachedTokens: 800, completionTokens: 0 };
    // 200 x 2.00 + 800 x 0.10 per million.
    expect(ask({ baseline: SOL, usage })).toMatchObject({ money: 480_000_000n, isEstimated: false });
  });

  it('never prices cached tokens as free where the baseline has no cache rate (S3)', () => {
    const usage = { promptTokens: 1_000, cachedTokens: 800 };
    const result = ask({ baseline: GPT_4, usage });
    expect(result).toMatchObject({ money: 30_000_000_000n, isEstimated: true });
  });

  it('scales the counts between tokenizers and marks the figure', () => {
    const usage = { promptTokens: 1_500, completionTokens: 300 };
    expect(ask({ baseline: SOL, served: HAIKU, usage })).toMatchObject({
      isEstimated: true,
      units: [
        ['input', 1_000],
        ['output', 200],
      ],
    });
    expect(ask({ baseline: SONNET, served: HAIKU, usage })).toMatchObject({
      isEstimated: false,
      units: [
        ['input', 1_500],
        ['output', 300],
      ],
    });
    expect(ask({ baseline: OLD_HAIKU, served: HAIKU, usage }).units).toEqual([
      ['input', 1_200],
      ['output', 240],
    ]);
    expect(ask({ baseline: SOL, served: OSS, usage }).isEstimated).toBe(false);
  });

  it('never takes two models it does not know as counting alike', () => {
    const local: ModelRef = { provider: 'vllm', model: 'house-model' };
    expect(ask({ baseline: SOL, served: local, usage: { promptTokens: 11 } })).toMatchObject({
      isEstimated: true,
      units: [['input', 10]],
    });
  });

  it.each([
    ['gpt-4 on the day before its end', GPT_4, '2026-10-22T23:59:59Z', false],
    ['gpt-4 from its end', GPT_4, '2026-10-23T00:00:00Z', true],
    ['gpt-4-0613, another name of it', { provider: 'openai', model: 'gpt-4-0613' }, '2026-11-23T00:00:00Z', true],
    ['gpt-4o today', GPT_4O, '2026-11-23T00:00:00Z', false],
    ['gpt-4o after its end', GPT_4O, '2027-01-14T00:00:00Z', true],
    [
      'a dated id of gpt-4o after its end',
      { provider: 'openai', model: 'gpt-4o-2024-08-06' },
      '2027-01-14T00:00:00Z',
      true,
    ],
    [
      'a retired model whose day is not recorded',
      { provider: 'openai', model: 'gpt-4-32k' },
      '2026-11-23T00:00:00Z',
      true,
    ],
    ['a current model', SOL, '2026-11-23T00:00:00Z', false],
  ])('knows whether %s could be bought', (_name, baseline, at, isHistoric) => {
    const result = ask({ baseline, usage: { promptTokens: 1_000_000 }, at: Date.parse(at) });
    expect(result.money).not.toBeNull();
    expect(result.isHistoric).toBe(isHistoric);
  });

  it('applies the same tier and region to both arms (S7)', () => {
    const usage = { promptTokens: 1_000_000 - 728_000 };
    const full = ask({ baseline: SOL, usage }).money ?? 0n;
    expect(ask({ baseline: SOL, usage, serviceTier: 'flex' })).toMatchObject({ money: full / 2n, isEstimated: false });
    expect(ask({ baseline: SOL, usage, serviceTier: 'priority' }).money).toBe(full * 2n);
    expect(ask({ baseline: SOL, usage, region: 'us' }).money).toBe((full * 11n) / 10n);
    // S7: the region that the served provider names acts on the baseline too.
    expect(ask({ baseline: SOL, served: SONNET, usage: { ...usage, region: 'us' } }).money).toBe(
      ((ask({ baseline: SOL, served: SONNET, usage }).money ?? 0n) * 11n) / 10n,
    );
  });

  it("takes the served arm's factor for a tier that the baseline's provider does not sell", () => {
    const usage = { promptTokens: 1_000, completionTokens: 0 };
    const result = ask({ baseline: SONNET, served: LUNA, usage, serviceTier: 'flex' });
    const plain = ask({ baseline: SONNET, served: LUNA, usage }).money ?? 0n;
    expect(result).toMatchObject({ money: plain / 2n, isEstimated: true });
  });

  it('is unknown for a baseline without a price (S8)', () => {
    const unknown: ModelRef = { provider: 'openai', model: 'no-such-model' };
    expect(ask({ baseline: unknown, usage: { promptTokens: 1 } })).toMatchObject({
      money: null,
      lines: [],
      isHistoric: false,
      isEstimated: false,
    });
  });
});
