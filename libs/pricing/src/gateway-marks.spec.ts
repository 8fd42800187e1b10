import { NO_USAGE, type TokenUsage } from '@llm-cost-optimizer/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCatalogue } from './catalogue.ts';
import { withoutGatewayMarks } from './gateway-marks.ts';
import { sumMoney } from './money.ts';
import { computeSavings } from './savings.ts';

const catalogue = createCatalogue();
const AT = Date.parse('2026-11-20T12:00:00Z');
const SONNET = { provider: 'anthropic', model: 'claude-sonnet-5-5' };
const used = (over: Partial<TokenUsage>): TokenUsage => ({
  ...NO_USAGE,
  promptTokens: 10_000,
  completionTokens: 100,
  ...over,
});
const counterfactual = (usage: TokenUsage) =>
  catalogue.counterfactual({ baseline: SONNET, served: SONNET, usage, at: AT }).money;

const tokens = fc.integer({ min: 0, max: 400_000 });
const usages = fc
  .record({ fresh: tokens, read: tokens, write: tokens, writeLong: tokens, completion: tokens, isOurs: fc.boolean() })
  .map(
    ({ fresh, read, write, writeLong, completion, isOurs }): TokenUsage => ({
      ...NO_USAGE,
      promptTokens: fresh + read + write + writeLong,
      cachedTokens: read,
      cacheWriteTokens: write,
      cacheWriteLongTokens: writeLong,
      completionTokens: completion,
      ...(isOurs ? { hasGatewayMarks: true } : {}),
    }),
  );

describe('tokens that were cached because the gateway marked the prompt', () => {
  it('S6: give the baseline no cached rates, while those of the client do', () => {
    const own = used({ cachedTokens: 9_000 });
    const ours = used({ cachedTokens: 9_000, hasGatewayMarks: true });
    expect(counterfactual(ours)).toBe(counterfactual(used({})));
    expect(counterfactual(own)).toBeLessThan(counterfactual(ours) ?? 0n);
  });

  it('S6: leave the usage of a client that cached by itself exactly as it is', () => {
    const own = used({ cachedTokens: 9_000, cacheWriteTokens: 500 });
    expect(withoutGatewayMarks(own)).toBe(own);
  });

  it('add up with all other levers to the last digit, whatever was read or written', () => {
    fc.assert(
      fc.property(
        usages,
        fc.constantFrom('claude-haiku-5-5', 'claude-opus-5-5', 'claude-sonnet-5-5'),
        (usage, model) => {
          const query = { provider: 'anthropic', model, at: AT };
          const cost = catalogue.price({ ...query, usage }).money ?? 0n;
          const without = catalogue.price({ ...query, usage: withoutGatewayMarks(usage) }).money ?? 0n;
          const served = { provider: 'anthropic', model };
          const baseline = catalogue.counterfactual({ baseline: SONNET, served, usage, at: AT }).money ?? 0n;
          const promptCacheSaved = without - cost;
          const { moneys } = computeSavings({
            outcome: 'ok',
            baseline,
            cost,
            wasted: 0n,
            referenceCost: null,
            promptCacheSaved,
          });
          expect(sumMoney(Object.values(moneys.levers)) - moneys.overhead).toBe(baseline - cost);
          expect(moneys.levers.routing).toBe(baseline - without);
          if (usage.hasGatewayMarks !== true) expect(promptCacheSaved).toBe(0n);
        },
      ),
    );
  });

  it('cost more than without marks where they were only written, so that the lever is negative', () => {
    const written = used({ cacheWriteTokens: 9_000, hasGatewayMarks: true });
    const query = { ...SONNET, at: AT };
    const cost = catalogue.price({ ...query, usage: written }).money ?? 0n;
    expect(catalogue.price({ ...query, usage: withoutGatewayMarks(written) }).money).toBeLessThan(cost);
  });
});
