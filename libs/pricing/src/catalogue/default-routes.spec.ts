import { MODES, type ModelRef, type RoutingTable, TIERS, type Tier } from '@llm-cost-optimizer/contracts';
import { describe, expect, it } from 'vitest';
import { createCatalogue } from '../catalogue.ts';
import { usd } from '../money.ts';

const catalogue = createCatalogue();
const AT = Date.parse('2026-11-23');
const LOCAL: ModelRef = { provider: 'ollama', model: 'gpt-oss:20b' };

function routes(...providers: string[]): RoutingTable {
  return catalogue.defaultRoutes(new Set(providers), [LOCAL]);
}

function ids(refs: readonly ModelRef[]): string[] {
  return refs.map((ref) => `${ref.provider}/${ref.model}`);
}

describe('defaultRoutes', () => {
  it.each([
    ['openai', 'anthropic', 'groq'],
    ['openai', 'anthropic'],
    ['openai', 'groq'],
    ['anthropic', 'groq'],
    ['openai'],
    ['anthropic'],
    ['groq', 'ollama'],
    ['ollama'],
  ])('serves every mode and tier, with available providers only: %s %s %s', (...providers) => {
    const available = providers.filter((one) => one !== undefined);
    const table = routes(...available);
    for (const mode of MODES) {
      for (const tier of TIERS) {
        expect(table[mode][tier].length).toBeGreaterThan(0);
        for (const ref of table[mode][tier]) expect(available).toContain(ref.provider);
      }
    }
  });

  it('orders first choice and fallbacks', () => {
    const table = routes('openai', 'anthropic', 'groq', 'ollama');
    expect(ids(table.cost.low)).toEqual([
      'groq/openai/gpt-oss-20b',
      'openai/gpt-6-luna',
      'anthropic/claude-haiku-5-5',
      'ollama/gpt-oss:20b',
    ]);
    expect(ids(table.quality.high)).toEqual([
      'openai/gpt-6.2-astra',
      'anthropic/claude-fable-5-2',
      'anthropic/claude-opus-5-5',
    ]);
  });

  it("uses a lone provider's own models", () => {
    const table = routes('anthropic');
    expect(ids(table.balanced.low)).toEqual(['anthropic/claude-haiku-5-5']);
    expect(ids(table.quality.high)).toEqual(['anthropic/claude-fable-5-2']);
    expect(ids(routes('openai').quality.low)).toEqual(['openai/gpt-6.1-terra']);
  });

  it('serves everything locally when nothing else is there, and nothing without any provider', () => {
    expect(ids(routes('ollama').quality.high)).toEqual(['ollama/gpt-oss:20b']);
    expect(catalogue.defaultRoutes(new Set(['ollama'])).cost.low).toEqual([]);
    expect(routes().cost.low).toEqual([]);
  });
});

/** 500 tokens in and 300 out, 60% easy, 30% medium, 10% hard; hits cost nothing and overheads are left out. */
function savedShare(table: Readonly<Record<Tier, readonly ModelRef[]>>, baseline: ModelRef, hitShare: number): number {
  const cost = (ref: ModelRef | undefined): number => {
    const query = { promptTokens: 500, completionTokens: 300, at: AT };
    return ref === undefined ? Number.NaN : Number(catalogue.estimateCost({ ...ref, ...query }) ?? Number.NaN);
  };
  const paid = cost(table.low[0]) * 0.6 + cost(table.medium[0]) * 0.3 + cost(table.high[0]) * 0.1;
  return Math.round((1 - (paid * (1 - hitShare)) / cost(baseline)) * 1_000) / 10;
}

describe('the worked example of the default routes', () => {
  const table = routes('openai', 'anthropic', 'groq');
  const openai = (model: string): ModelRef => ({ provider: 'openai', model });

  it.each([
    ['balanced', 'gpt-4', 96.6, 97.5],
    ['balanced', 'gpt-4o', 73.6, 80.2],
    ['balanced', 'gpt-6.2-sol', 72, 79],
    ['balanced', 'gpt-6.2-astra', 93, 94.8],
    ['cost', 'gpt-4', 98.9, 99.2],
    ['cost', 'gpt-4o', 91.7, 93.8],
    ['cost', 'gpt-6.2-sol', 91.2, 93.4],
    ['cost', 'gpt-6.2-astra', 97.8, 98.3],
    ['quality', 'gpt-4', 87.9, 90.9],
    ['quality', 'gpt-4o', 5.9, 29.4],
    ['quality', 'gpt-6.2-sol', 0, 25],
    ['quality', 'gpt-6.2-astra', 75, 81.2],
  ] as const)(
    'in %s mode against %s saves %f%%, with a quarter of cache hits %f%%',
    (mode, baseline, plain, withHits) => {
      expect(savedShare(table[mode], openai(baseline), 0)).toBeCloseTo(plain, 5);
      // The published figures with hits were rounded from unrounded shares, some of them down.
      expect(Math.abs(savedShare(table[mode], openai(baseline), 0.25) - withHits)).toBeLessThanOrEqual(0.1);
    },
  );

  it('starts from the published rates', () => {
    expect(catalogue.estimateCost({ ...openai('gpt-4'), promptTokens: 500, completionTokens: 300, at: AT })).toBe(
      usd('0.033'),
    );
  });
});
