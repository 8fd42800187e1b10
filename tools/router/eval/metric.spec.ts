import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { figuresOf, type Item, weightedApgr } from './metric.ts';
import { randomFrom } from './random.ts';

const ORIGINAL = fileURLToPath(new URL('../../../../shared/routing-data/metric.mjs', import.meta.url));

const share = fc.constantFrom(0, 0.25, 0.5, 1);
const item = (score: fc.Arbitrary<number>): fc.Arbitrary<Item> =>
  fc.record({ score, strong: share, weak: share, isCascade: fc.boolean(), extra: fc.integer({ min: 0, max: 2 }) });

function someItems(rows: number, levels: number | null): Item[] {
  const random = randomFrom(rows);
  return Array.from({ length: rows }, () => {
    const need = random();
    return {
      score: levels === null ? need : Math.floor(need * levels),
      strong: random() < 0.8 ? 1 : 0,
      weak: random() < 0.8 - 0.5 * need ? 1 : 0,
      isCascade: false,
      extra: 0,
    };
  });
}

describe('figuresOf', () => {
  it('gives a router that draws lots about half of the gap at half of the calls', () => {
    const random = randomFrom(3);
    const items = someItems(20_000, null).map((one) => ({ ...one, score: random() }));
    const { apgr, cpt50, cpt80 } = figuresOf(items);
    expect(apgr).toBeCloseTo(0.5, 1);
    expect(cpt50).toBeCloseTo(0.5, 1);
    expect(cpt80).toBeCloseTo(0.8, 1);
  });

  it('rewards a score that knows where the strong model is needed', () => {
    const items = someItems(2_000, null);
    const worse = items.map((one) => ({ ...one, score: -one.score }));
    expect(figuresOf(items).apgr).toBeGreaterThan(0.55);
    expect(figuresOf(worse).apgr).toBeLessThan(0.45);
  });

  it('counts the weak call of a cascade and its opinions as paid', () => {
    const items = someItems(500, 10);
    const cascade = items.map((one) => ({ ...one, isCascade: true, extra: 1 }));
    expect(figuresOf(cascade).saved95).toBeLessThan(figuresOf(items).saved95);
    expect(figuresOf(cascade).apgr).toBe(figuresOf(items).apgr);
  });

  it('depends on the order of scores only, not on their size', () => {
    const items = someItems(800, null);
    const stretched = items.map((one) => ({ ...one, score: Math.exp(3 * one.score) }));
    expect(figuresOf(stretched).apgr).toBeCloseTo(figuresOf(items).apgr, 6);
  });
});

describe('weightedApgr', () => {
  it('lets small groups and near-equal models count less', () => {
    const big = { rows: 400, gap: 0.2, apgr: 0.6 };
    expect(weightedApgr([big, { rows: 4, gap: 0.2, apgr: 0 }])).toBeCloseTo(0.6 * (20 / 22), 9);
    expect(weightedApgr([big, { rows: 400, gap: 0.02, apgr: 0 }])).toBeCloseTo(0.6 * (20 / 22), 9);
  });
});

const original = z.object({
  evaluate: z.function({ input: [z.array(z.unknown())], output: z.record(z.string(), z.unknown()) }),
});

describe.skipIf(!existsSync(ORIGINAL))('against the published metric (skipped where it is absent)', () => {
  it('gives the same figures for any scores', async () => {
    const { evaluate } = original.parse({ ...(await import(ORIGINAL)) });
    const items = fc.oneof(
      fc.array(item(fc.integer({ min: 1, max: 10 })), { minLength: 2, maxLength: 60 }),
      fc.array(item(fc.double({ min: 0, max: 1, noNaN: true })), { minLength: 2, maxLength: 120 }),
    );
    fc.assert(
      fc.property(items, (rows) => {
        const mine = figuresOf(rows);
        fc.pre(mine.strong - mine.weak > 0.02);
        const theirs = evaluate(
          rows.map(({ score, strong, weak, isCascade, extra }) => ({
            s: score,
            S: strong,
            W: weak,
            cascade: isCascade,
            extra,
            cS: 1,
            cW: 0.1,
          })),
        );
        expect(mine.apgr).toBeCloseTo(Number(theirs.apgr), 9);
        expect(mine.cpt50).toBeCloseTo(Number(theirs.cpt50), 9);
        expect(mine.cpt80).toBeCloseTo(Number(theirs.cpt80), 9);
        expect(mine.saved95).toBeCloseTo(Number(theirs.saved95x17), 9);
        expect(mine.saved98).toBeCloseTo(Number(theirs.saved98x17), 9);
        expect(mine.extra).toBeCloseTo(Number(theirs.extra), 9);
      }),
    );
  });
});
