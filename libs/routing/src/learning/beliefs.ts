import * as z from 'zod';
import { TASK_TYPES } from '../quality/quality-model.ts';
import type { Beliefs, Observation, StoredObservation } from './types.ts';

/** The newest labels are kept: models change, and a decision rests on some hundred labels at most. */
export const LIMITS = { perModel: 500, inAll: 4_000 } as const;

const share = z.number().min(0).max(1);
const storedSchema = z.tuple([
  z.string().min(1).max(200),
  z.string().min(1).max(300),
  z.enum(TASK_TYPES),
  z.array(z.number()).max(200),
  share,
  share,
  share,
  z.number(),
]);

/** The stored form, for reading it back from a database. Unknown forms fail: the caller then begins anew. */
export const beliefsSchema = z.object({
  form: z.literal(1),
  model: z.string().min(1).max(200),
  observations: z.array(storedSchema).max(LIMITS.inAll),
});

/** Nothing learned yet. `model` = version of the quality model whose readings will come. */
export function createBeliefs(model: string): Beliefs {
  return { form: 1, model, observations: [] };
}

/**
 * Beliefs with one more label; the same object where it changes nothing (a repeated label, one about another version of the model).
 * A second label about the same decision and model replaces the first when it is younger: people change their minds. Throws
 * RangeError for an outcome outside 0 to 1 or a weight outside ]0, 1].
 */
export function observe(state: Beliefs, observation: Observation): Beliefs {
  return observeAll(state, [observation]);
}

/** As {@link observe} one after the other, in one step: for reading many labels back from a database. */
export function observeAll(state: Beliefs, observations: readonly Observation[]): Beliefs {
  const labels = observations.filter((one) => isOf(state, one)).map(packed);
  if (labels.length === 0) return state;
  const byKey = new Map(state.observations.map((one) => [keyOf(one), one]));
  let isChanged = false;
  for (const label of labels) {
    const known = byKey.get(keyOf(label));
    if (known !== undefined && !isYounger(label, known)) continue;
    byKey.set(keyOf(label), label);
    isChanged = true;
  }
  return isChanged ? { ...state, observations: newest([...byKey.values()]) } : state;
}

function isOf(state: Beliefs, { outcome, weight, reading }: Observation): boolean {
  if (!(outcome >= 0 && outcome <= 1)) throw new RangeError('An outcome must lie between 0 and 1.');
  if (!(weight > 0 && weight <= 1)) throw new RangeError('The weight of a label must be above 0 and at most 1.');
  return reading.model === state.model && reading.vector.every(Number.isFinite);
}

/**
 * The union of two states, whatever the order: label by label the younger one counts. Of two versions of the quality model the first
 * argument's stays.
 */
export function mergeBeliefs(mine: Beliefs, theirs: Beliefs): Beliefs {
  if (mine.model !== theirs.model) return mine;
  const byKey = new Map<string, StoredObservation>();
  for (const one of [...mine.observations, ...theirs.observations]) {
    const known = byKey.get(keyOf(one));
    if (known === undefined || isYounger(one, known)) byKey.set(keyOf(one), one);
  }
  return { ...mine, observations: newest([...byKey.values()]) };
}

/** Beliefs for another version of the quality model: labels about readings of the old one are let go. */
export function forVersion(state: Beliefs, model: string): Beliefs {
  return state.model === model ? state : createBeliefs(model);
}

function packed({ id, model, reading, outcome, weight, at }: Observation): StoredObservation {
  return [id, model, reading.task, reading.vector, reading.certainty, outcome, weight, at];
}

/** In order of time, so that equal sets are equal JSON. */
function newest(observations: StoredObservation[]): StoredObservation[] {
  const perModel = new Map<string, number>();
  return observations
    .sort((a, b) => (isYounger(a, b) ? -1 : 1))
    .filter(([, model]) => {
      const count = (perModel.get(model) ?? 0) + 1;
      perModel.set(model, count);
      return count <= LIMITS.perModel;
    })
    .slice(0, LIMITS.inAll)
    .reverse();
}

/** By time; of the same time by what they say, so that every gateway keeps the same one. */
function isYounger(one: StoredObservation, other: StoredObservation): boolean {
  for (const field of ORDER) {
    const [a, b] = [one[field], other[field]];
    if (a !== b) return a > b;
  }
  return JSON.stringify(one) > JSON.stringify(other);
}

/** Time, decision, model, outcome, weight. */
const ORDER = [7, 0, 1, 5, 6] as const;

function keyOf([id, model]: StoredObservation): string {
  return `${id}\n${model}`;
}
