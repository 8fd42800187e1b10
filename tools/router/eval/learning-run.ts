import { createBeliefs, observeAll } from '../../../libs/routing/src/learning/beliefs.ts';
import { learn } from '../../../libs/routing/src/learning/learn.ts';
import type { Beliefs, Learned } from '../../../libs/routing/src/learning/types.ts';
import type { ModelAbility, PromptReading, QualityModel } from '../../../libs/routing/src/quality/quality-model.ts';
import { namedPair } from '../../../libs/routing/src/scoring/named-pair.ts';
import { type EvalRow, type Group, qualityOf } from './data.ts';
import { apgrOf } from './metric.ts';
import { randomFrom, shuffled } from './random.ts';

/** `both`: both models' answers to each prompt are judged (shadow results). `one`: each prompt has the label of one of them, by turns. */
export type Labelling = 'both' | 'one';

export interface LearningOptions {
  readonly labels: number;
  readonly seeds: number;
  readonly labelling: Labelling;
}

/** Means over the seeds, measured on the rows that were not labelled. */
export interface LearningResult {
  readonly before: number;
  readonly after: number;
  /** Change of APGR in the worst tenth of the seeds. */
  readonly badLuck: number;
}

/** Most rows that are measured; more only take time. */
const MAX_MEASURED = 2_000;

/** Simulated feedback on a pair: draws labels, learns, and measures on the other rows; many times. */
export function learningRun(group: Group, quality: QualityModel, options: LearningOptions): LearningResult {
  const readings = new Map(group.rows.map((one) => [one, readingOf(one, quality)]));
  const [strong, weak] = namedPair(unknown(quality, group.pair[0]), unknown(quality, group.pair[1]));
  const changes: { before: number; after: number }[] = [];
  for (let seed = 1; seed <= options.seeds; seed++) {
    const drawn = shuffled(group.rows, randomFrom(seed));
    const count = Math.min(options.labels, Math.floor(drawn.length / 2));
    const beliefs = labelled(drawn.slice(0, count), group, { quality, readings, labelling: options.labelling });
    const learned = learn(beliefs, quality, (model) => (model === group.pair[0] ? strong : weak));
    const rest = drawn.slice(count, count + MAX_MEASURED);
    changes.push(measureChange(rest, group, { readings, learned, strong, weak }));
  }
  const mean = (key: 'before' | 'after'): number => changes.reduce((sum, one) => sum + one[key], 0) / changes.length;
  const sorted = changes.map(({ before, after }) => after - before).sort((a, b) => a - b);
  return { before: mean('before'), after: mean('after'), badLuck: sorted[Math.floor(sorted.length / 10)] ?? 0 };
}

function measureChange(
  rows: readonly EvalRow[],
  { pair }: Group,
  known: {
    readonly readings: ReadonlyMap<EvalRow, PromptReading>;
    readonly learned: Learned;
    readonly strong: ModelAbility;
    readonly weak: ModelAbility;
  },
): { before: number; after: number } {
  const { readings, learned, strong, weak } = known;
  const apgr = (need: (reading: PromptReading) => number): number =>
    apgrOf(
      rows.flatMap((one) => {
        const reading = readings.get(one);
        const [able, cheap] = [qualityOf(one.row, pair[0]), qualityOf(one.row, pair[1])];
        if (reading === undefined || able === null || cheap === null) return [];
        return [{ score: need(reading), strong: able, weak: cheap, isCascade: false, extra: 0 }];
      }),
    );
  return {
    before: apgr((reading) => reading.gain(strong, weak)),
    after: apgr((reading) =>
      learned.needFor(reading, { model: pair[0], ability: strong }, { model: pair[1], ability: weak }),
    ),
  };
}

function labelled(
  rows: readonly EvalRow[],
  { pair }: Group,
  known: {
    readonly quality: QualityModel;
    readonly readings: ReadonlyMap<EvalRow, PromptReading>;
    readonly labelling: Labelling;
  },
): Beliefs {
  const observations = rows.flatMap((one, at) => {
    const reading = known.readings.get(one);
    if (reading === undefined) return [];
    const models = known.labelling === 'both' ? pair : [pair[at % 2] ?? pair[0]];
    return models.flatMap((model) => {
      const outcome = qualityOf(one.row, model);
      return outcome === null ? [] : [{ id: one.row.id, model, reading, outcome, weight: 1, at }];
    });
  });
  return observeAll(createBeliefs(known.quality.version), observations);
}

function readingOf({ row }: EvalRow, quality: QualityModel): PromptReading {
  return quality.read({ model: 'auto', messages: [{ role: 'user', content: row.prompt }] });
}

function unknown(quality: QualityModel, name: string): ModelAbility {
  return quality.abilityOf({ name, blendedUsdPerMillion: null, averageQuality: null });
}
