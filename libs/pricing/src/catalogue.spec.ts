import { NO_USAGE, type TokenUsage } from '@llm-cost-optimizer/contracts';
import { describe, expect, it } from 'vitest';
import { createCatalogue } from './catalogue.ts';
import { usd } from './money.ts';

const catalogue = createCatalogue();
const AT = Date.parse('2026-11-23T12:00:00Z');

function usageOf(parts: Partial<TokenUsage>): TokenUsage {
  return { ...NO_USAGE, ...parts };
}

describe('price', () => {
  it.each([
    // Worked by hand from the published tables: tokens x USD per million.
    ['openai', 'gpt-6-luna', { promptTokens: 1_000_000 - 728_001, completionTokens: 1_000 }, '0.0276999'],
    ['openai', 'gpt-6.2-sol', { promptTokens: 500, completionTokens: 300 }, '0.004'],
    ['openai', 'gpt-6.2-sol', { promptTokens: 1_000, cachedTokens: 800, completionTokens: 100 }, '0.00148'],
    ['openai', 'gpt-6.1-terra', { promptTokens: 2_000, cacheWriteTokens: 500, cacheWriteLongTokens: 500 }, '0.002875'],
    ['anthropic', 'claude-sonnet-5-5', { promptTokens: 1_110, cachedTokens: 1_000, cacheWriteTokens: 100 }, '0.00037'],
    ['anthropic', 'claude-opus-5-5', { promptTokens: 1_000, cacheWriteLongTokens: 1_000 }, '0.008'],
    ['groq', 'openai/gpt-oss-20b', { promptTokens: 3, cachedTokens: 1, completionTokens: 1 }, '0.0000004875'],
    ['openai', 'gpt-4', { promptTokens: 500, completionTokens: 300 }, '0.033'],
  ])('bills %s %s with %o at %s', (provider, model, parts, expected) => {
    const priced = catalogue.price({ provider, model, usage: usageOf(parts), at: AT });
    expect(priced.costUsd).toBe(expected);
    expect(priced).toMatchObject({ matchKind: 'exact', priceSource: 'overlay', isEstimated: false });
  });

  it("bills calls of the provider's tools each, untouched by tier and region", () => {
    const usage = usageOf({ promptTokens: 1_000, completionTokens: 100, serverToolRequests: { web_search: 3 } });
    const query = { provider: 'anthropic', model: 'claude-sonnet-5-5', usage, at: AT };
    expect(catalogue.price(query).costUsd).toBe('0.033');
    // Tokens: 0.003 x 0.5 (batch) x 1.1 (US); searches: 3 x $10 per thousand.
    const cheap = catalogue.price({ ...query, serviceTier: 'batch', region: 'us' });
    expect(cheap).toMatchObject({ costUsd: '0.03165', isEstimated: false });
    expect(cheap.lines.at(-1)).toEqual({
      unit: 'web_search',
      tokens: 3,
      rateUsdPerMillion: '10000',
      factor: '1',
      costUsd: '0.03',
    });
  });

  it('knows the dearest price of a provider, for budgets that must not take an unknown model for free', () => {
    const usage = usageOf({ promptTokens: 1_000, completionTokens: 1_000 });
    const dearest = catalogue.dearestCost({ provider: 'openai', usage, at: AT });
    const known = ['gpt-6-luna', 'gpt-6.2-astra', 'gpt-4o'].map(
      (model) => catalogue.price({ provider: 'openai', model, usage, at: AT }).money ?? 0n,
    );
    for (const money of known) expect(dearest ?? 0n).toBeGreaterThanOrEqual(money);
    expect(catalogue.dearestCost({ provider: 'ollama', usage, at: AT })).toBeNull();
  });

  it('S7: takes the region from the usage where the provider names it', () => {
    const usage = usageOf({ promptTokens: 1_000, region: 'us' });
    const priced = catalogue.price({ provider: 'anthropic', model: 'claude-sonnet-5-5', usage, at: AT });
    expect(priced).toMatchObject({ costUsd: '0.0022', isEstimated: false });
  });

  it('keeps the price of the tokens when a tool has none, and says that the sum is too low', () => {
    const usage = usageOf({ promptTokens: 1_000, serverToolRequests: { web_search: 1 } });
    const priced = catalogue.price({ provider: 'groq', model: 'openai/gpt-oss-20b', usage, at: AT });
    expect(priced).toMatchObject({ costUsd: '0.000075', isEstimated: true });
  });

  it.each([
    ['anthropic', 'not_available', '1', false],
    ['anthropic', 'global', '1', false],
    ['anthropic', 'us', '1.1', false],
    ['anthropic', 'mars', '1', true],
    ['openai', 'eu', '1.1', false],
    ['groq', 'eu', '1', true],
  ])('%s in region %s has the factor %s (estimated: %s)', (provider, region, factor, isEstimated) => {
    const model = { anthropic: 'claude-opus-5-5', openai: 'gpt-6.2-sol', groq: 'openai/gpt-oss-20b' }[provider] ?? '';
    const priced = catalogue.price({ provider, model, usage: usageOf({ promptTokens: 1_000 }), at: AT, region });
    expect(priced.isEstimated).toBe(isEstimated);
    expect(priced.lines[0]?.factor).toBe(factor);
  });

  it.each([
    ['openai', 'gpt-6.2-sol', 272_000, '0.544'],
    ['openai', 'gpt-6.2-sol', 272_001, '1.088004'],
    ['openai', 'gpt-6-luna', 272_000, '0.0272'],
    ['openai', 'gpt-6-luna', 272_001, '0.0544002'],
    ['openai', 'gpt-5.4', 272_000, '0.68'],
    ['openai', 'gpt-5.4', 272_001, '1.360005'],
    ['anthropic', 'claude-haiku-5-5', 100_000, '0.01'],
    ['anthropic', 'claude-haiku-5-5', 100_001, '0.0500005'],
  ])('bills %s %s with a prompt of %i tokens at %s (A10)', (provider, model, promptTokens, expected) => {
    expect(catalogue.price({ provider, model, usage: usageOf({ promptTokens }), at: AT }).costUsd).toBe(expected);
  });

  it('decides about the long rate by the whole prompt, cached and written tokens included, and applies it to all units', () => {
    const usage = usageOf({
      promptTokens: 100_001,
      cachedTokens: 90_000,
      cacheWriteTokens: 10_000,
      completionTokens: 1_000,
    });
    const priced = catalogue.price({ provider: 'anthropic', model: 'claude-haiku-5-5', usage, at: AT });
    expect(priced.lines.map((line) => [line.unit, line.rateUsdPerMillion])).toEqual([
      ['input', '0.5'],
      ['cache_read', '0.05'],
      ['cache_write', '0.625'],
      ['output', '2.5'],
    ]);
  });

  it.each([
    ['2026-10-06T23:59:59.999Z', '0.2'],
    ['2026-10-07T00:00:00.000Z', '0.1'],
  ])('reads the cache of claude-sonnet-5-5 at the rate of the day %s (F75)', (at, expected) => {
    const usage = usageOf({ promptTokens: 1_000_000, cachedTokens: 1_000_000 });
    const query = { provider: 'anthropic', model: 'claude-sonnet-5-5', usage, at: new Date(at) };
    expect(catalogue.price(query).costUsd).toBe(expected);
  });

  it.each([
    ['openai', 'gpt-6.1-terra-2026-10-26', 'alias', 'overlay', false],
    ['anthropic', 'claude-haiku-4-5-20251001', 'alias', 'overlay', false],
    ['openai', 'gpt-4o-mini-2024-07-18', 'alias', 'overlay', false],
    ['openai', 'gpt-4o-2024-05-13', 'exact', 'bundled', false],
    ['openai', 'gpt-4-0613', 'alias', 'bundled', false],
    ['anthropic', 'claude-sonnet-5', 'exact', 'bundled', false],
    ['anthropic', 'claude-sonnet-5-5', 'exact', 'overlay', false],
    // The data list it as `claude-sonnet-4-2025`, a beginning that ends inside the date.
    ['anthropic', 'claude-sonnet-4-20250514', 'alias', 'bundled', false],
    ['anthropic', 'claude-sonnet-5-5-preview', 'prefix', 'overlay', true],
    ['anthropic', 'claude-sonnet-5-9', 'prefix', 'bundled', true],
    ['openai', 'gpt-4o-mini-audio-preview-2024-12-17', 'alias', 'bundled', false],
  ])('prices %s %s by %s match from %s', (provider, model, matchKind, priceSource, isEstimated) => {
    const priced = catalogue.price({ provider, model, usage: usageOf({ promptTokens: 10 }), at: AT });
    expect(priced).toMatchObject({ matchKind, priceSource, isEstimated });
  });

  it('knows Groq and OpenAI apart when both have a model of that name', () => {
    const usage = usageOf({ promptTokens: 1_000_000 });
    expect(catalogue.price({ provider: 'groq', model: 'openai/gpt-oss-120b', usage, at: AT }).costUsd).toBe('0.15');
    expect(catalogue.price({ provider: 'openai', model: 'gpt-oss-120b', usage, at: AT }).costUsd).toBe('0.039');
  });

  it.each([
    ['an unknown model', 'openai', 'no-such-model'],
    ['an unknown provider', 'nobody', 'gpt-6-luna'],
    ['a local model without an override', 'ollama', 'gpt-oss:20b'],
    ['a local model that has a hosted name', 'vllm', 'openai/gpt-oss-20b'],
  ])('knows no price for %s: null, never 0 (A11, S8)', (_name, provider, model) => {
    const usage = usageOf({ promptTokens: 10, completionTokens: 10 });
    expect(catalogue.price({ provider, model, usage, at: AT })).toEqual({
      costUsd: null,
      money: null,
      lines: [],
      priceSource: null,
      matchKind: null,
      isEstimated: false,
    });
    expect(catalogue.estimateCost({ provider, model, promptTokens: 10, completionTokens: 10, at: AT })).toBeNull();
  });

  it('knows no price for output where only input has one', () => {
    const query = { provider: 'openai', model: 'text-embedding-3-small', at: AT };
    expect(catalogue.price({ ...query, usage: usageOf({ promptTokens: 50 }) }).costUsd).toBe('0.000001');
    expect(catalogue.price({ ...query, usage: usageOf({ promptTokens: 50, completionTokens: 1 }) }).costUsd).toBeNull();
  });

  it('charges cached tokens without a cache rate as input and says so (S3)', () => {
    const usage = usageOf({ promptTokens: 1_000, cachedTokens: 900 });
    const priced = catalogue.price({ provider: 'groq', model: 'qwen/qwen3.6-27b', usage, at: AT });
    expect(priced).toMatchObject({ costUsd: '0.0006', isEstimated: true });
  });

  it('marks the assumed long-prompt rate of gpt-6.2-astra, and prices from before a release', () => {
    const query = { provider: 'openai', model: 'gpt-6.2-astra' };
    const price = (promptTokens: number, at: string) =>
      catalogue.price({ ...query, usage: usageOf({ promptTokens }), at: new Date(at) }).isEstimated;
    expect(price(272_000, '2026-11-20')).toBe(false);
    expect(price(272_001, '2026-11-20')).toBe(true);
    expect(price(10, '2026-11-16')).toBe(true);
  });

  it('prices nothing used at 0 without lines', () => {
    expect(catalogue.price({ provider: 'openai', model: 'gpt-6-luna', usage: NO_USAGE, at: AT })).toMatchObject({
      costUsd: '0',
      lines: [],
    });
  });
});

describe('service tiers (A9)', () => {
  it.each([
    ['openai', 'gpt-6.2-sol', null, '2026-11-23', '2', false],
    ['openai', 'gpt-6.2-sol', 'default', '2026-11-23', '2', false],
    ['openai', 'gpt-6.2-sol', 'flex', '2026-11-23', '1', false],
    ['openai', 'gpt-6.2-sol', 'batch', '2026-11-23', '1', false],
    ['openai', 'gpt-6.2-sol', 'Priority', '2026-11-23', '4', false],
    ['openai', 'gpt-6.2-sol', 'ultrafast', '2027-02-28', '6', false],
    ['openai', 'gpt-6.2-sol', 'ultrafast', '2027-03-01', '12', false],
    ['openai', 'gpt-6-luna', 'ultrafast', '2026-11-23', '0.1', true],
    ['anthropic', 'claude-opus-5-5', 'fast', '2026-11-23', '8', false],
    ['anthropic', 'claude-opus-5-5', 'batch', '2026-11-23', '2', false],
    ['anthropic', 'claude-opus-5-5', 'priority', '2026-11-23', '4', true],
    ['groq', 'openai/gpt-oss-20b', 'on_demand', '2026-11-23', '0.075', false],
  ])('%s %s %s on %s costs %s per million', (provider, model, serviceTier, at, expected, isEstimated) => {
    // In steps below every long-prompt threshold.
    const usage = usageOf({ promptTokens: 100_000 });
    const priced = catalogue.price({ provider, model, usage, at: new Date(at), serviceTier });
    expect(priced.money).toBe(usd(expected) / 10n);
    expect(priced.isEstimated).toBe(isEstimated);
  });

  it('multiplies tier and region once', () => {
    const usage = usageOf({ promptTokens: 1_000, completionTokens: 1_000 });
    const query = { provider: 'openai', model: 'gpt-6.2-sol', usage, at: AT, serviceTier: 'flex', region: 'eu' };
    expect(catalogue.price(query)).toMatchObject({
      costUsd: '0.0066',
      lines: [{ factor: '0.55' }, { factor: '0.55' }],
    });
  });
});

describe('overrides', () => {
  const own = createCatalogue({
    overrides: [
      { provider: 'ollama', model: '*', input: 0, output: 0 },
      { provider: 'vllm', model: 'qwen*-coder', input: '0.02', output: '0.05', isEstimated: true },
      { provider: 'openai', model: 'gpt-6*', input: 9, output: 9 },
      { provider: 'openai', model: 'gpt-6.2-sol', input: '1.8', output: '9', cacheRead: '0.09' },
    ],
  });
  const usage = usageOf({ promptTokens: 1_000_000, cachedTokens: 500_000 });

  it.each([
    ['ollama', 'gpt-oss:20b', '0', true, 'alias'],
    ['vllm', 'qwen3-8b-coder', '0.02', true, 'alias'],
    ['openai', 'gpt-6.2-sol', '0.945', false, 'exact'],
    ['openai', 'gpt-6-luna', '9', true, 'alias'],
  ])('win for %s %s', (provider, model, costUsd, isEstimated, matchKind) => {
    expect(own.price({ provider, model, usage, at: AT })).toMatchObject({
      costUsd,
      isEstimated,
      matchKind,
      priceSource: 'override',
    });
  });

  it('leave models that no pattern matches alone', () => {
    expect(own.price({ provider: 'vllm', model: 'qwen3', usage, at: AT }).costUsd).toBeNull();
    expect(own.price({ provider: 'openai', model: 'gpt-4o', usage, at: AT }).priceSource).toBe('overlay');
  });

  it('change the version; equal data keep it', () => {
    expect(createCatalogue().version).toBe(catalogue.version);
    expect(own.version).not.toBe(catalogue.version);
    expect(catalogue.version).toMatch(/^\d{4}-\d{2}-\d{2}-[0-9a-f]{14}$/);
  });

  it.each(['-1', 'free'])('refuse the price %s', (input) => {
    const overrides = [{ provider: 'ollama', model: '*', input, output: '0' }];
    expect(() => createCatalogue({ overrides })).toThrow(RangeError);
  });
});

describe('descriptions and capabilities', () => {
  it('describes a model with its newest prices', () => {
    expect(catalogue.describe({ provider: 'anthropic', model: 'claude-haiku-5-5' })).toMatchObject({
      id: 'anthropic/claude-haiku-5-5',
      status: 'active',
      inputUsdPerMillion: '0.1',
      outputUsdPerMillion: '0.5',
      contextTokens: 1_000_000,
      longPrompt: { overTokens: 100_000, inputUsdPerMillion: '0.5' },
      aliases: expect.arrayContaining(['claude-haiku']),
    });
    expect(catalogue.describe({ provider: 'ollama', model: 'gpt-oss:20b' })).toBeNull();
  });

  it('judges the status by the day it is asked for', () => {
    const status = (at: string) => catalogue.describe({ provider: 'openai', model: 'gpt-4o' }, new Date(at))?.status;
    expect([status('2027-01-13'), status('2027-01-14')]).toEqual(['legacy', 'retired']);
  });

  it('prices every listed model', () => {
    expect(catalogue.list().filter((model) => model.inputUsdPerMillion === null)).toEqual([]);
  });

  it('excludes nothing for models it does not know', () => {
    expect(catalogue.capabilities({ provider: 'ollama', model: 'anything' })).toMatchObject({
      contextTokens: null,
      maxOutputTokens: null,
      acceptsImages: true,
      acceptsTools: true,
      acceptsJsonSchema: true,
      rejectedParameters: [],
    });
  });

  it('keeps the limits of a model under its dated id, and the window that the bundled data know', () => {
    expect(catalogue.capabilities({ provider: 'openai', model: 'gpt-4o-mini-2024-07-18' }).maxOutputTokens).toBe(
      16_384,
    );
    expect(catalogue.capabilities({ provider: 'openai', model: 'gpt-5.4-mini' }).contextTokens).toBe(400_000);
  });

  it.each([
    ['openai', 'gpt-6.1-sol', { acceptsTools: true, toolsApi: 'responses' }],
    ['openai', 'gpt-6-luna', { acceptsSamplingWithoutReasoning: true }],
    ['openai', 'gpt-6.2-sol', { acceptsSamplingWithoutReasoning: false }],
    ['groq', 'openai/gpt-oss-20b', { acceptsImages: false, rejectedParameters: [], acceptsTools: true }],
    ['groq', 'qwen/qwen3.6-27b', { acceptsImages: true }],
    ['anthropic', 'claude-haiku-5-5', { acceptsPrefill: false }],
  ])('says of %s %s what decides about routing', (provider, model, expected) => {
    expect(catalogue.capabilities({ provider, model })).toMatchObject(expected);
  });

  it('knows which efforts the newest models refuse', () => {
    expect(catalogue.capabilities({ provider: 'openai', model: 'gpt-6.2-sol' }).reasoningEfforts).not.toContain('none');
    const astra = catalogue.capabilities(catalogue.flagship).reasoningEfforts;
    expect(astra).not.toContain('none');
    expect(astra).not.toContain('minimal');
    expect(catalogue.capabilities({ provider: 'openai', model: 'gpt-6-luna' }).reasoningEfforts).toContain('none');
  });
});
