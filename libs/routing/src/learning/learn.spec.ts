import { describe, expect, it } from 'vitest';
import type { ModelAbility, PromptReading } from '../quality/quality-model.ts';
import { observation, plainQualityModel, seeded, somePrompt } from './__testing__/simulated.ts';
import { createBeliefs, observe } from './beliefs.ts';
import { learn } from './learn.ts';
import type { Beliefs, Learned, PriorAbility, StoredObservation } from './types.ts';

const quality = plainQualityModel();
const STRONG: PriorAbility = { model: 'b/large', ability: { level: 1, slopes: [], isGuess: false } };
const WEAK: PriorAbility = { model: 'a/small', ability: { level: -0.5, slopes: [], isGuess: false } };
const abilityOf = (model: string): ModelAbility => (model === STRONG.model ? STRONG.ability : WEAK.ability);

/** The truth of a simulated pair: the chance that each answers well. */
interface Truth {
  strong(reading: PromptReading): number;
  weak(reading: PromptReading): number;
}

/** As shipped: nothing to be learned. */
const asShipped: Truth = { strong: (r) => r.pGood(STRONG.ability), weak: (r) => r.pGood(WEAK.ability) };
/** The weak model is bad at code and good at the rest; a factor that the shipped abilities ignore matters too. */
const otherwise: Truth = {
  strong: () => 0.85,
  weak: ({ task, vector }) => clamp((task === 'code' ? 0.3 : 0.75) - 0.15 * (vector[2] ?? 0)),
};

function feedback(truth: Truth, count: number, seed: number): Beliefs {
  const random = seeded(seed);
  let beliefs = createBeliefs(quality.version);
  for (let at = 0; at < count; at++) {
    const reading = somePrompt(quality, random);
    const [good, fair] = [random() < truth.strong(reading), random() < truth.weak(reading)];
    beliefs = observe(beliefs, observation(`r${at}`, STRONG.model, reading, good ? 1 : 0, { at }));
    beliefs = observe(beliefs, observation(`r${at}`, WEAK.model, reading, fair ? 1 : 0, { at }));
  }
  return beliefs;
}

/** Share of the true gain recovered when half of the prompts go to the strong model, less what drawing lots recovers. */
function skill(need: (reading: PromptReading) => number, truth: Truth): number {
  const random = seeded(99);
  const prompts = Array.from({ length: 2_000 }, () => somePrompt(quality, random));
  const gain = (reading: PromptReading): number => truth.strong(reading) - truth.weak(reading);
  const all = prompts.reduce((sum, reading) => sum + gain(reading), 0);
  const top = [...prompts].sort((a, b) => need(b) - need(a)).slice(0, prompts.length / 2);
  return top.reduce((sum, reading) => sum + gain(reading), 0) / all - 0.5;
}

const shippedNeed = (reading: PromptReading): number => reading.gain(STRONG.ability, WEAK.ability);
const learnedNeed =
  (learned: Learned) =>
  (reading: PromptReading): number =>
    learned.needFor(reading, STRONG, WEAK);

describe('learning from simulated feedback', () => {
  it('finds within 200 labels what the shipped abilities do not know of a pair', () => {
    const seeds = [1, 2, 3, 4, 5, 6];
    const after = seeds.map((seed) =>
      skill(learnedNeed(learn(feedback(otherwise, 200, seed), quality, abilityOf)), otherwise),
    );
    const before = skill(shippedNeed, otherwise);
    expect(mean(after)).toBeGreaterThan(before + 0.08);
    expect(Math.min(...after)).toBeGreaterThan(before);
  });

  it('leaves the order as shipped where the shipped order is the right one', () => {
    const before = skill(shippedNeed, asShipped);
    const after = [1, 2, 3, 4, 5, 6].map((seed) =>
      skill(learnedNeed(learn(feedback(asShipped, 200, seed), quality, abilityOf)), asShipped),
    );
    expect(mean(after)).toBeGreaterThan(before - 0.01);
    expect(Math.min(...after)).toBeGreaterThan(before - 0.03);
  });

  it('stays with the shipped value while there are few labels', () => {
    const learned = learn(feedback(otherwise, 2, 1), quality, abilityOf);
    const random = seeded(5);
    for (let at = 0; at < 50; at++) {
      const reading = somePrompt(quality, random);
      const { pGood } = learned.beliefIn(reading, WEAK.model, WEAK.ability);
      expect(Math.abs(pGood - reading.pGood(WEAK.ability))).toBeLessThan(0.35);
      expect(learned.models.every(({ trust }) => trust < 0.9)).toBe(true);
    }
  });

  it('comes to believe a model that is better or worse than shipped, and says by how many labels', () => {
    const worse: Truth = { strong: asShipped.strong, weak: () => 0.1 };
    const learned = learn(feedback(worse, 200, 3), quality, abilityOf);
    const reading = somePrompt(quality, seeded(8));
    const belief = learned.beliefIn(reading, WEAK.model, WEAK.ability);
    expect(belief.pGood).toBeLessThan(reading.pGood(WEAK.ability));
    expect(belief.evidence).toBe(200);
    const lesson = learned.models.find(({ model }) => model === WEAK.model);
    expect(lesson?.goodShare).toBeLessThan(0.2);
    expect(lesson?.expectedShare).toBeGreaterThan(0.3);
  });

  it('lets good news count only as far as it is proven, and bad news at once', () => {
    const better: Truth = { strong: asShipped.strong, weak: () => 0.9 };
    const worse: Truth = { strong: asShipped.strong, weak: () => 0.1 };
    for (const [truth, count] of [
      [better, 10],
      [better, 200],
      [worse, 10],
      [worse, 200],
    ] as const) {
      const learned = learn(feedback(truth, count, 7), quality, abilityOf);
      const random = seeded(11);
      for (let at = 0; at < 100; at++) {
        const reading = somePrompt(quality, random);
        const shipped = reading.pGood(WEAK.ability);
        const { pGood, pGoodLow } = learned.beliefIn(reading, WEAK.model, WEAK.ability);
        expect(pGoodLow).toBeLessThanOrEqual(pGood);
        expect(pGoodLow).toBeGreaterThanOrEqual(Math.min(pGood, shipped));
        if (pGood <= shipped) expect(pGoodLow).toBe(pGood);
      }
    }
  });

  it('says nothing about models and pairs without labels', () => {
    const learned = learn(feedback(otherwise, 100, 1), quality, abilityOf);
    const reading = somePrompt(quality, seeded(2));
    const other: PriorAbility = { model: 'c/new', ability: { level: 0, slopes: [], isGuess: true } };
    const shipped = reading.pGood(other.ability);
    expect(learned.beliefIn(reading, other.model, other.ability)).toEqual({
      pGood: shipped,
      pGoodLow: shipped,
      evidence: 0,
    });
    expect(learned.needFor(reading, STRONG, other)).toBe(reading.gain(STRONG.ability, other.ability));
  });

  it('learns from labels about one model at a time, too', () => {
    const both = feedback(otherwise, 400, 4);
    const one = {
      ...both,
      observations: both.observations.filter(
        ([id, model]) => (Number(id.slice(1)) % 2 === 0) === (model === STRONG.model),
      ),
    };
    expect(skill(learnedNeed(learn(one, quality, abilityOf)), otherwise)).toBeGreaterThan(
      skill(shippedNeed, otherwise) + 0.03,
    );
  });

  it('takes labels of half the weight for less', () => {
    const full = feedback(otherwise, 40, 1);
    const half = {
      ...full,
      observations: full.observations.map(
        ([id, model, task, vector, certainty, outcome, , at]): StoredObservation => [
          id,
          model,
          task,
          vector,
          certainty,
          outcome,
          0.25,
          at,
        ],
      ),
    };
    const reading = somePrompt(quality, seeded(3));
    const move = (beliefs: Beliefs): number =>
      Math.abs(
        learn(beliefs, quality, abilityOf).beliefIn(reading, WEAK.model, WEAK.ability).pGood -
          reading.pGood(WEAK.ability),
      );
    expect(move(half)).toBeLessThan(move(full));
    expect(learn(half, quality, abilityOf).models[0]?.evidence).toBeCloseTo(10, 6);
  });

  it('keeps every probability between 0 and 1', () => {
    const always: Truth = { strong: () => 1, weak: () => 1 };
    const learned = learn(feedback(always, 200, 1), quality, abilityOf);
    const random = seeded(4);
    for (let at = 0; at < 200; at++) {
      const reading = somePrompt(quality, random);
      const { pGood, pGoodLow } = learned.beliefIn(reading, WEAK.model, WEAK.ability);
      const need = learned.needFor(reading, STRONG, WEAK);
      for (const value of [pGood, pGoodLow]) expect(value >= 0 && value <= 1).toBe(true);
      expect(need >= -1 && need <= 1).toBe(true);
    }
  });

  it('gives the same lesson for the same labels', () => {
    const reading = somePrompt(quality, seeded(6));
    const needs = [1, 2].map(() =>
      learn(feedback(otherwise, 100, 2), quality, abilityOf).needFor(reading, STRONG, WEAK),
    );
    expect(needs[0]).toBe(needs[1]);
  });
});

function mean(values: readonly number[]): number {
  return values.reduce((sum, x) => sum + x, 0) / values.length;
}

function clamp(value: number): number {
  return Math.min(0.95, Math.max(0.05, value));
}
