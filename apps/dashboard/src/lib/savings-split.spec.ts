import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildTotals } from './__testing__/overview.builder.ts';
import { addDecimals, apportion } from './decimal.ts';
import { splitSavings } from './savings-split.ts';

const usd = fc.integer({ min: -1_000_000, max: 100_000_000 }).map((units) => (units / 1e6).toFixed(6));

describe('split of the saving', () => {
  it('has overhead as a loss, and parts that add up to the headline', () => {
    const { parts, losses } = splitSavings(buildTotals());
    expect(addDecimals(parts.map((part) => part.usd))).toBe('9');
    expect(losses.map((part) => [part.name, part.usd])).toEqual([['overhead', '-0.25']]);
    expect(parts.some((part) => part.name === 'unsplit')).toBe(false);
  });

  it('shows what live events added as a part of its own until its cause is known', () => {
    const { parts } = splitSavings(buildTotals({ savedUsd: '9.5' }));
    expect(parts.at(-1)).toMatchObject({ name: 'unsplit', usd: '0.5' });
  });

  it('adds up, exactly and as shown, for any amounts', () => {
    fc.assert(
      fc.property(
        fc.tuple(usd, usd, usd, usd, usd, usd, usd, usd),
        ([routing, exactCache, semanticCache, dedup, promptCache, serviceTier, overheadUsd, savedUsd]) => {
          const split = splitSavings(
            buildTotals({
              savedUsd,
              overheadUsd,
              levers: { routing, exactCache, semanticCache, dedup, promptCache, serviceTier },
            }),
          );
          expect(addDecimals(split.parts.map((part) => part.usd))).toBe(addDecimals([savedUsd]));
          expect([addDecimals(split.parts.map((part) => part.shownUsd))]).toEqual(apportion([savedUsd], split.digits));
        },
      ),
    );
  });

  it('shows two significant digits of a part that is small beside the headline', () => {
    const levers = { routing: '0.4736', exactCache: '0.0016', semanticCache: '0', dedup: '0', promptCache: '0' };
    const { parts, digits } = splitSavings(
      buildTotals({ savedUsd: '0.4752', overheadUsd: '0', levers: { ...levers, serviceTier: '0' } }),
    );
    expect(digits).toBe(4);
    expect(parts.slice(0, 2).map((part) => part.shownUsd)).toEqual(['0.4736', '0.0016']);
  });

  it('never draws a bar wider than its place', () => {
    const loss = splitSavings(buildTotals({ overheadUsd: '50', savedUsd: '-40.75' }));
    expect(loss.losses[0]?.share).toBe(1);
    expect(loss.gains.reduce((sum, part) => sum + part.share, 0)).toBeLessThan(1);
  });

  it('draws nothing when nothing was saved', () => {
    const zero = { routing: '0', exactCache: '0', semanticCache: '0', dedup: '0', promptCache: '0', serviceTier: '0' };
    const { gains, losses } = splitSavings(buildTotals({ savedUsd: '0', overheadUsd: '0', levers: zero }));
    expect([gains, losses]).toEqual([[], []]);
  });
});
