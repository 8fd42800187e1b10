import { OUTCOMES, SAVING_LEVERS } from '@llm-cost-optimizer/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sumMoney, usd } from './money.ts';
import { computeSavings, type SavingsInput } from './savings.ts';

const money = fc.bigInt({ min: 0n, max: 10n ** 15n });
const anyInput: fc.Arbitrary<SavingsInput> = fc.record({
  outcome: fc.constantFrom(...OUTCOMES),
  baseline: money,
  cost: money,
  wasted: money,
  referenceCost: fc.option(money, { nil: null }),
  promptCacheSaved: fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }),
  serviceTierSaved: money,
});

function dollars(values: Partial<Record<'baseline' | 'cost' | 'wasted' | 'referenceCost', string>>) {
  const { baseline = '0', cost = '0', wasted = '0', referenceCost } = values;
  return {
    baseline: usd(baseline),
    cost: usd(cost),
    wasted: usd(wasted),
    referenceCost: referenceCost === undefined ? null : usd(referenceCost),
  };
}

const NO_LEVERS = { routing: '0', exactCache: '0', semanticCache: '0', dedup: '0', promptCache: '0', serviceTier: '0' };

describe('computeSavings', () => {
  it('adds up: levers less overhead = saved = baseline less cost, to the last digit (S1)', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const savings = computeSavings(input);
        const { levers, overhead, saved } = savings.moneys;
        expect(sumMoney(Object.values(levers)) - overhead).toBe(saved);
        expect(saved).toBe(input.baseline - input.cost);
        expect(usd(savings.savedUsd)).toBe(saved);
        expect(usd(savings.overheadUsd)).toBe(overhead);
        for (const lever of SAVING_LEVERS) expect(usd(savings.levers[lever])).toBe(levers[lever]);
      }),
    );
  });

  it('adds up over requests in any order', () => {
    fc.assert(
      fc.property(fc.array(anyInput, { maxLength: 20 }), (inputs) => {
        const saved = inputs.map((input) => computeSavings(input).moneys.saved);
        const levers = inputs.toReversed().flatMap((input) => Object.values(computeSavings(input).moneys.levers));
        const overhead = inputs.map((input) => computeSavings(input).moneys.overhead);
        expect(sumMoney(levers) - sumMoney(overhead)).toBe(sumMoney(saved));
      }),
    );
  });

  it('doubles when all money doubles', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const twice = computeSavings({
          outcome: input.outcome,
          baseline: input.baseline * 2n,
          cost: input.cost * 2n,
          wasted: input.wasted * 2n,
          referenceCost: input.referenceCost === null ? null : input.referenceCost * 2n,
          promptCacheSaved: (input.promptCacheSaved ?? 0n) * 2n,
          serviceTierSaved: (input.serviceTierSaved ?? 0n) * 2n,
        });
        const once = computeSavings(input);
        for (const lever of SAVING_LEVERS) expect(twice.moneys.levers[lever]).toBe(once.moneys.levers[lever] * 2n);
        expect(twice.moneys.overhead).toBe(once.moneys.overhead * 2n);
      }),
    );
  });

  it('credits a plain answer to routing', () => {
    expect(computeSavings({ outcome: 'ok', ...dollars({ baseline: '0.033', cost: '0.0002' }) })).toMatchObject({
      levers: { ...NO_LEVERS, routing: '0.0328' },
      overheadUsd: '0',
      savedUsd: '0.0328',
    });
  });

  it('keeps a loss a loss', () => {
    expect(computeSavings({ outcome: 'ok', ...dollars({ baseline: '0.01', cost: '0.04' }) })).toMatchObject({
      levers: { ...NO_LEVERS, routing: '-0.03' },
      savedUsd: '-0.03',
    });
  });

  it('books failed attempts as overhead, not as dearer routing (S2, A14)', () => {
    const input = dollars({ baseline: '0.10', cost: '0.03', wasted: '0.01' });
    expect(computeSavings({ outcome: 'ok', ...input })).toMatchObject({
      levers: { ...NO_LEVERS, routing: '0.08' },
      overheadUsd: '0.01',
      savedUsd: '0.07',
    });
  });

  it('shows a failed request as pure loss', () => {
    expect(computeSavings({ outcome: 'failed', ...dollars({ cost: '0.01', wasted: '0.01' }) })).toMatchObject({
      levers: NO_LEVERS,
      overheadUsd: '0.01',
      savedUsd: '-0.01',
    });
  });

  it.each([
    ['cache_exact', 'exactCache'],
    ['cache_semantic', 'semanticCache'],
    ['dedup', 'dedup'],
  ] as const)('splits a %s answer between routing and %s at the price of the call avoided', (outcome, lever) => {
    const input = dollars({ baseline: '0.10', referenceCost: '0.02' });
    expect(computeSavings({ outcome, ...input })).toMatchObject({
      levers: { ...NO_LEVERS, routing: '0.08', [lever]: '0.02' },
      savedUsd: '0.1',
    });
  });

  it('gives the whole to the cache when the avoided call has no known price', () => {
    expect(computeSavings({ outcome: 'cache_exact', ...dollars({ baseline: '0.10' }) })).toMatchObject({
      levers: { ...NO_LEVERS, exactCache: '0.1' },
    });
  });

  it('takes what a semantic hit itself cost from its own lever', () => {
    const input = dollars({ baseline: '0.10', referenceCost: '0.02', cost: '0.001' });
    expect(computeSavings({ outcome: 'cache_semantic', ...input })).toMatchObject({
      levers: { ...NO_LEVERS, routing: '0.08', semanticCache: '0.019' },
      savedUsd: '0.099',
    });
  });

  it("separates the gateway's own prompt-cache marks and tier from routing", () => {
    const input = {
      ...dollars({ baseline: '0.10', cost: '0.02' }),
      promptCacheSaved: usd('0.01'),
      serviceTierSaved: usd('0.02'),
    };
    expect(computeSavings({ outcome: 'ok', ...input })).toMatchObject({
      levers: { ...NO_LEVERS, routing: '0.05', promptCache: '0.01', serviceTier: '0.02' },
      savedUsd: '0.08',
    });
  });

  it('never wastes more than was paid', () => {
    const input = dollars({ baseline: '0.10', cost: '0.03', wasted: '0.05' });
    expect(computeSavings({ outcome: 'ok', ...input }).overheadUsd).toBe('0.03');
  });
});
