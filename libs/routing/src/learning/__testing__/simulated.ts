import type {
  ModelAbility,
  PromptReading,
  QualityModel,
  StoredReading,
  TaskType,
} from '../../quality/quality-model.ts';
import type { Observation } from '../types.ts';

const FACTORS = 6;
const TASKS: readonly TaskType[] = ['knowledge', 'mathematics', 'code'];

/** A quality model that reads difficulty and some factors straight from the prompt `difficulty f1 f2 … task`, for runs with known truth. */
export function plainQualityModel(version = 'quality-plain-1'): QualityModel {
  const pGood = (vector: readonly number[], { level }: ModelAbility): number => logistic(level - (vector[0] ?? 0));
  const readingOf = (stored: StoredReading): PromptReading => ({
    ...stored,
    need: logistic((stored.vector[0] ?? 0) - 1),
    pGood: (ability) => pGood(stored.vector, ability),
    gain: (strong, weak) => pGood(stored.vector, strong) - pGood(stored.vector, weak),
    reasons: () => [],
  });
  return {
    version,
    abilityOf: () => ({ level: 0, slopes: [], isGuess: true }),
    read: ({ messages }) => {
      const words = String(messages.at(-1)?.content ?? '').split(' ');
      const task = TASKS.find((one) => one === words.at(-1)) ?? 'other';
      return readingOf({ model: version, task, vector: words.slice(0, -1).map(Number), certainty: 1 });
    },
    reread: (stored) => (stored.model === version ? readingOf(stored) : null),
  };
}

/** A seeded generator: the same seed, the same run. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A prompt of the simulated traffic, read. */
export function somePrompt(quality: QualityModel, random: () => number): PromptReading {
  const vector = Array.from({ length: FACTORS }, () => (random() + random() + random() - 1.5) * 1.4);
  const task = TASKS[Math.floor(random() * TASKS.length)] ?? 'other';
  return quality.read({ model: 'auto', messages: [{ role: 'user', content: [...vector, task].join(' ') }] });
}

export function observation(
  id: string,
  model: string,
  reading: StoredReading,
  outcome: number,
  extra: Partial<Observation> = {},
): Observation {
  const { model: version, task, vector, certainty } = reading;
  return { id, model, reading: { model: version, task, vector, certainty }, outcome, weight: 1, at: 1, ...extra };
}

function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
