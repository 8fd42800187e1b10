import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { observation, plainQualityModel, seeded, somePrompt } from './__testing__/simulated.ts';
import { beliefsSchema, createBeliefs, forVersion, LIMITS, mergeBeliefs, observe, observeAll } from './beliefs.ts';
import type { Beliefs, Observation } from './types.ts';

const quality = plainQualityModel();
const reading = somePrompt(quality, seeded(1));
const empty = createBeliefs(quality.version);

const labels: fc.Arbitrary<Observation> = fc
  .record({
    id: fc.constantFrom('r1', 'r2', 'r3', 'r4'),
    model: fc.constantFrom('a/small', 'b/large'),
    outcome: fc.constantFrom(0, 0.5, 1),
    at: fc.integer({ min: 0, max: 5 }),
  })
  .map(({ id, model, outcome, at }) => observation(id, model, reading, outcome, { at }));

const all = (observations: readonly Observation[]): Beliefs => observations.reduce(observe, empty);

describe('beliefs', () => {
  it('hold a label once, however often it comes', () => {
    const label = observation('r1', 'a/small', reading, 1);
    const once = observe(empty, label);
    expect(once.observations).toHaveLength(1);
    expect(observe(once, label)).toBe(once);
  });

  it('keep the younger of two labels about one answer, in whatever order they come', () => {
    const before = observation('r1', 'a/small', reading, 1, { at: 1 });
    const after = observation('r1', 'a/small', reading, 0, { at: 2 });
    expect(all([before, after])).toEqual(all([after, before]));
    expect(all([before, after]).observations[0]?.[5]).toBe(0);
  });

  it('hold labels about two models of one decision', () => {
    const two = all([observation('r1', 'a/small', reading, 0), observation('r1', 'b/large', reading, 1)]);
    expect(two.observations).toHaveLength(2);
  });

  it('come out the same whatever the order of labels', () => {
    fc.assert(
      fc.property(fc.array(labels, { maxLength: 12 }), (observations) => {
        expect(all([...observations].reverse())).toEqual(all(observations));
      }),
    );
  });

  it('come out the same one by one and all at once', () => {
    fc.assert(
      fc.property(fc.array(labels, { maxLength: 12 }), (observations) => {
        expect(observeAll(empty, observations)).toEqual(all(observations));
      }),
    );
  });

  it('merge as sets: in any order, any number of times, and with the same result as seeing all labels at once', () => {
    fc.assert(
      fc.property(fc.array(labels, { maxLength: 8 }), fc.array(labels, { maxLength: 8 }), (mine, theirs) => {
        const merged = mergeBeliefs(all(mine), all(theirs));
        expect(mergeBeliefs(all(theirs), all(mine))).toEqual(merged);
        expect(mergeBeliefs(merged, all(theirs))).toEqual(merged);
        expect(merged).toEqual(all([...mine, ...theirs]));
      }),
    );
  });

  it('are bounded, and keep the newest', () => {
    const many = Array.from({ length: LIMITS.perModel + 20 }, (_, at) =>
      observation(`r${at}`, 'a/small', reading, 1, { at }),
    );
    const { observations } = all(many);
    expect(observations).toHaveLength(LIMITS.perModel);
    expect(observations[0]?.[0]).toBe('r20');
  });

  it('survive being stored as JSON', () => {
    const state = all([observation('r1', 'a/small', reading, 0.5), observation('r2', 'b/large', reading, 1)]);
    expect(beliefsSchema.parse(JSON.parse(JSON.stringify(state)))).toEqual(state);
    expect(beliefsSchema.safeParse({ form: 2, model: 'x', observations: [] }).success).toBe(false);
  });

  it('let go of what another version of the quality model read, and never mix two versions', () => {
    const old = observe(empty, observation('r1', 'a/small', reading, 1));
    expect(forVersion(old, 'quality-plain-2').observations).toEqual([]);
    expect(forVersion(old, quality.version)).toBe(old);
    expect(observe(createBeliefs('quality-plain-2'), observation('r1', 'a/small', reading, 1)).observations).toEqual(
      [],
    );
    expect(mergeBeliefs(old, createBeliefs('quality-plain-2'))).toBe(old);
  });

  it('refuse labels that cannot be', () => {
    for (const [outcome, weight] of [
      [1.2, 1],
      [-0.1, 1],
      [Number.NaN, 1],
      [1, 0],
      [1, 2],
      [1, Number.NaN],
    ] as const) {
      expect(() => observe(empty, observation('r1', 'm', reading, outcome, { weight }))).toThrow(RangeError);
    }
  });

  it('hold no text of the prompt', () => {
    const json = JSON.stringify(all([observation('r1', 'a/small', reading, 1)]));
    expect(
      JSON.parse(json).observations[0].every((part: unknown) => typeof part !== 'object' || Array.isArray(part)),
    ).toBe(true);
    expect(json).not.toContain('content');
  });
});
