import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addGap, type CacheRates, noRepeats, pays, type Repeats, TTL_MS, worthOf } from './break-even.ts';

const MINUTE = 60_000;
const SONNET: CacheRates = { read: 0.05, write: 1.25, writeLong: 2 };
const rates = fc.record({
  read: fc.double({ min: 0, max: 1.2, noNaN: true }),
  write: fc.double({ min: 1, max: 3, noNaN: true }),
  writeLong: fc.option(fc.double({ min: 1, max: 4, noNaN: true })),
});
const repeats: fc.Arbitrary<Repeats> = fc
  .tuple(fc.nat(64), fc.nat(64), fc.nat(64))
  .map((counts) => counts.sort((one, other) => one - other))
  .map(([short = 0, long = 0, total = 0]) => ({ short, long, total }));

function learned(gaps: readonly (number | null)[]): Repeats {
  const made = noRepeats();
  for (const gap of gaps) addGap(made, gap);
  return made;
}

describe('whether a write pays', () => {
  it('never says yes where it would lose in expectation under the learned rate', () => {
    fc.assert(
      fc.property(repeats, rates, fc.double({ min: 0, max: 1, noNaN: true }), (seen, given, trust) => {
        const worth = worthOf(seen, given, trust);
        if (!pays(worth)) return;
        const write = worth.ttl === '5m' ? given.write : (given.writeLong ?? Number.POSITIVE_INFINITY);
        const times = worth.ttl === '5m' ? seen.short : seen.long;
        // Pessimistic: less than the share that was seen.
        const p = (times / (seen.total + 4)) * trust;
        expect(p * given.read + (1 - p) * write).toBeLessThan(1);
        expect(worth.saving).toBeGreaterThan(0);
        expect(worth.expectedReads * (1 - given.read)).toBeGreaterThan(write - 1 - 1e-9);
      }),
    );
  });

  it('is the formula of the documentation: expected reads x (1 - read rate) > write rate - 1', () => {
    const worth = worthOf({ total: 4, short: 4, long: 4 }, { ...SONNET, writeLong: null }, 1);
    expect(worth.expectedReads).toBeCloseTo(1);
    expect(worth.breakEven).toBeCloseTo(0.25 / 0.95);
    expect(worth.saving).toBeCloseTo(1 - (0.5 * 0.05 + 0.5 * 1.25));
    expect(pays(worth)).toBe(true);
  });

  it('says no to what was seen once or twice', () => {
    expect(pays(worthOf(learned([]), SONNET, 1))).toBe(false);
    expect(pays(worthOf(learned([MINUTE]), SONNET, 1))).toBe(false);
    expect(pays(worthOf(learned([MINUTE, MINUTE]), SONNET, 1))).toBe(true);
  });

  it.each([
    ['5m', 'requests come every minute', Array(20).fill(MINUTE)],
    ['1h', 'requests come every twenty minutes', Array(20).fill(20 * MINUTE)],
  ] as const)('chooses %s where %s', (ttl, _name, gaps) => {
    const worth = worthOf(learned(gaps), SONNET, 1);
    expect(worth.ttl).toBe(ttl);
    expect(pays(worth)).toBe(true);
  });

  it('says no where requests come every two hours, or all at the same moment', () => {
    expect(pays(worthOf(learned(Array(20).fill(120 * MINUTE)), SONNET, 1))).toBe(false);
    expect(pays(worthOf(learned(Array(20).fill(null)), SONNET, 1))).toBe(false);
  });

  it('says no where expected reads were no reads', () => {
    expect(pays(worthOf(learned(Array(20).fill(MINUTE)), SONNET, 0.1))).toBe(false);
  });

  it('loses at most a little on any stream of requests, and saves on most that repeat', () => {
    const gap = fc.integer({ min: 1_000, max: 90 * MINUTE });
    fc.assert(
      fc.property(
        fc.array(gap, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 40, max: 80 }),
        (pattern, length) => {
          let paid = 1;
          let warmUntil = 0;
          let now = 0;
          const seen = noRepeats();
          for (let at = 0; at < length; at += 1) {
            const next = pattern[at % pattern.length] ?? 0;
            now += next;
            addGap(seen, next);
            const worth = worthOf(seen, SONNET, 1);
            const isWarm = warmUntil > now;
            if (isWarm) paid += SONNET.read;
            else if (!pays(worth)) paid += 1;
            else paid += worth.ttl === '5m' ? SONNET.write : (SONNET.writeLong ?? 0);
            if (isWarm || pays(worth)) warmUntil = now + TTL_MS[worth.ttl];
          }
          // What it takes to learn that a pattern does not pay.
          expect(paid).toBeLessThan((length + 1) * 1.1);
        },
      ),
    );
  });

  it('forgets: what used to come again and does not any more is not marked for long', () => {
    const gaps = [...Array(500).fill(MINUTE), ...Array(150).fill(null)];
    expect(pays(worthOf(learned(gaps), SONNET, 1))).toBe(false);
  });
});
