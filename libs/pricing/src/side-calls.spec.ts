import { NO_USAGE, type SideCall, type TokenUsage } from '@llm-cost-optimizer/contracts';
import { describe, expect, it } from 'vitest';
import { createCatalogue } from './catalogue.ts';

const AT = Date.parse('2026-11-20T00:00:00Z');
const catalogue = createCatalogue();
const tokens = (promptTokens: number, completionTokens: number): TokenUsage => ({
  ...NO_USAGE,
  promptTokens,
  completionTokens,
});
const own = tokens(1_000, 100);
const compaction: SideCall = { kind: 'compaction', model: null, usage: tokens(2_000, 300) };
const advice: SideCall = { kind: 'advisor_message', model: 'claude-opus-5-5', usage: tokens(3_000, 50) };
const ask = { provider: 'anthropic', model: 'claude-sonnet-5-5', at: AT };

describe('calls that a provider makes beside an answer', () => {
  it('are billed by their own models, line by line', () => {
    const alone = catalogue.price({ ...ask, usage: own });
    const short = catalogue.price({ ...ask, usage: compaction.usage });
    const advised = catalogue.price({ ...ask, model: 'claude-opus-5-5', usage: advice.usage });
    const all = catalogue.price({ ...ask, usage: { ...own, sideCalls: [compaction, advice] } });
    expect(all.money).toBe((alone.money ?? 0n) + (short.money ?? 0n) + (advised.money ?? 0n));
    expect(all.lines.map(({ model, unit, tokens: count }) => [model, unit, count])).toEqual([
      [undefined, 'input', 1_000],
      [undefined, 'output', 100],
      ['claude-sonnet-5-5', 'input', 2_000],
      ['claude-sonnet-5-5', 'output', 300],
      ['claude-opus-5-5', 'input', 3_000],
      ['claude-opus-5-5', 'output', 50],
    ]);
  });

  it('stand on both arms, so that they neither save nor cost anything against the baseline', () => {
    const query = { baseline: ask, served: ask, at: AT };
    const without = catalogue.counterfactual({ ...query, usage: own }).money ?? 0n;
    const usage = { ...own, sideCalls: [advice] };
    expect(catalogue.counterfactual({ ...query, usage }).money).toBe(
      without + (catalogue.price({ ...ask, model: 'claude-opus-5-5', usage: advice.usage }).money ?? 0n),
    );
  });

  it('make the whole unpriced when their model has no known price', () => {
    const usage = { ...own, sideCalls: [{ ...advice, model: 'nobody-knows-it' }] };
    expect(catalogue.price({ ...ask, usage })).toMatchObject({ costUsd: null, money: null, lines: [] });
  });
});
