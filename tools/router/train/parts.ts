import {
  createReadout,
  inputCount,
  type Readout,
  type ReadoutWeights,
} from '../../../libs/routing/src/quality/readout.ts';
import { createTopicModel, type TopicWeights } from '../../../libs/routing/src/quality/topic-model.ts';
import { createWordScores, type WordScoreWeights } from '../../../libs/routing/src/quality/word-scores.ts';
import type { Seen } from './dataset.ts';
import { ridgeAll } from './linear.ts';
import { joinForests, packWords, sparseRows } from './pack.ts';
import { sparseRidge } from './sparse.ts';
import { centred, gapOf, type Targets } from './targets.ts';
import { learnTopics } from './topics.ts';
import { boost } from './trees.ts';

/** Strength of the ridge over all sources, of small and of large sources alone, and of the anchors. */
const STRENGTH = { all: 1_000, small: 600, large: 300, anchors: 200 } as const;
const WORD_STRENGTH = { small: 6, large: 4 } as const;
const LARGE = 1_000;
const FOREST = {
  large: { trees: 60, leaves: 6, rate: 0.06, minRows: 40, ridge: 20 },
  small: { trees: 30, leaves: 6, rate: 0.06, minRows: 20, ridge: 20 },
} as const;
/** Parts that are one feature as it is. */
const PLAIN = { length: 'characters', variety: 'variety', comparisons: 'cue.compare' } as const;
/** Rows added to a topic's mean gain, with the mean of its source. */
const TOPIC_ROWS = 10;

/** A weighted sum of the inputs of the last layer. */
export type Part = Float64Array;

/** Everything that is learned: the layers below, and named sums of their outputs. */
export interface Parts {
  readonly topics: TopicWeights;
  readonly words: WordScoreWeights;
  readonly readout: Omit<ReadoutWeights, 'heads' | 'biases' | 'factors'>;
  readonly parts: Readonly<Record<string, Part>>;
  /** Inputs of the last layer for a row of `seen`. Valid until the next call. */
  inputsOf(row: number): Pick<Readout, 'inputs' | 'likeness'>;
}

export interface Learning {
  readonly seen: Seen;
  /** All rows of `seen`, standardised. */
  readonly standard: Float64Array;
  readonly targets: Targets;
  /** Rows to learn from. */
  readonly rows: Int32Array;
  /** Rows of the anchors and their levels. */
  readonly anchors: Int32Array;
  readonly anchorLevels: Float64Array;
  /** Rows of `seen` that nothing is learned from. */
  readonly others: Int32Array;
}

/** Learns all parts from some rows. */
export function learnParts(learning: Learning): Parts {
  const { seen, standard, targets, rows } = learning;
  const size = seen.size;
  const topicCount = targets.topics.length;
  const sourceCount = targets.sources.length;
  const topics = learnTopics(seen, standard, rows, targets.topicOf, topicCount);
  const inputs = inputCount(size, topicCount, sourceCount);
  const parts: Record<string, Part> = {};
  const featurePart = (name: string, weights: Float64Array): void => {
    const part = new Float64Array(inputs);
    part.set(weights, 0);
    parts[name] = part;
  };
  const goal = {
    gain: centred(targets.gain, targets, rows, seen.count),
    failure: centred(targets.failure, targets, rows, seen.count),
    slope: centred(targets.slope, targets, rows, seen.count),
  };
  const [failure, anyGain] = ridgeAll(standard, size, rows, [goal.failure, goal.gain], STRENGTH.all);
  featurePart('failure', failure ?? new Float64Array(size));
  featurePart('gain', anyGain ?? new Float64Array(size));
  featurePart('anchors', learnAnchors(learning));
  for (const [part, feature] of Object.entries(PLAIN)) {
    featurePart(
      part,
      Float64Array.from(seen.names, (name) => (name === feature ? 1 : 0)),
    );
  }
  topicParts(parts, inputs, size, targets, rows, goal.gain);
  const sparse = sparseRows(seen, rows, topics.ngramHashes);
  const forests = [];
  const wordWeights: Float64Array[] = [];
  for (let source = 0; source < sourceCount; source++) {
    const own = rows.filter((row) => targets.sourceOf[row] === source);
    const isLarge = own.length > LARGE;
    const [linear, slope] = ridgeAll(
      standard,
      size,
      own,
      [goal.gain, goal.slope],
      isLarge ? STRENGTH.large : STRENGTH.small,
    );
    featurePart(`linear.${source}`, linear ?? new Float64Array(size));
    featurePart(`slope.${source}`, slope ?? new Float64Array(size));
    const text = sparseRidge(
      sparse.rows,
      standard,
      size,
      Math.sqrt(0.5 / size),
      own,
      goal.gain,
      isLarge ? WORD_STRENGTH.large : WORD_STRENGTH.small,
    );
    const words = new Float64Array(inputs);
    words.set(text.dense, 0);
    words[size + 4 * topicCount + sourceCount + source] = 1;
    parts[`words.${source}`] = words;
    wordWeights.push(text.sparse);
    forests.push(boost(standard, size, own, goal.gain, isLarge ? FOREST.large : FOREST.small));
    const trees = new Float64Array(inputs);
    trees[size + 4 * topicCount + source] = 1;
    parts[`trees.${source}`] = trees;
  }
  const words = packWords(wordWeights, sparse.idf);
  const readout = { topicSources: targets.topicSources, sources: sourceCount, ...joinForests(forests) };
  return { topics, words, readout, parts, inputsOf: inputReader(learning, topics, words, readout) };
}

function learnAnchors({ standard, seen, anchors, anchorLevels }: Learning): Float64Array {
  const middle = anchorLevels.reduce((sum, level) => sum + level, 0) / anchorLevels.length;
  const goals = new Float64Array(seen.count);
  anchors.forEach((row, at) => {
    goals[row] = (anchorLevels[at] ?? 0) - middle;
  });
  return ridgeAll(standard, seen.size, anchors, [goals], STRENGTH.anchors)[0] ?? new Float64Array(seen.size);
}

/** Mean gain per topic, weighed by the topics' probabilities: over all topics, and among the topics of each source. */
function topicParts(
  parts: Record<string, Part>,
  inputs: number,
  size: number,
  targets: Targets,
  rows: Int32Array,
  gain: Float64Array,
): void {
  const count = targets.topics.length;
  const sums = new Float64Array(count);
  const sizes = new Float64Array(count);
  for (const row of rows) {
    const topic = targets.topicOf[row] ?? 0;
    sums[topic] = (sums[topic] ?? 0) + (gain[row] ?? 0);
    sizes[topic] = (sizes[topic] ?? 0) + 1;
  }
  const gains = sums.map((sum, topic) => sum / ((sizes[topic] ?? 0) + TOPIC_ROWS));
  // In general a stronger model is not worse on a topic; where a source says so, its marking is at fault (MMLU's school mathematics).
  const floors = targets.sources.map((_, source) => -gapOf(targets, rows, source));
  const add = (name: string, at: number, source: number | null): void => {
    const part = new Float64Array(inputs);
    gains.forEach((value, topic) => {
      const own = targets.topicSources[topic] ?? 0;
      if (source === null) part[at + topic] = Math.max(value, floors[own] ?? 0);
      else if (own === source) part[at + topic] = value;
    });
    parts[name] = part;
  };
  add('topics', size, null);
  add('shapes', size + 2 * count, null);
  targets.sources.forEach((_, source) => {
    add(`topics.${source}`, size + count, source);
    add(`shapes.${source}`, size + 3 * count, source);
  });
}

function inputReader(
  { seen, standard }: Learning,
  topics: TopicWeights,
  words: WordScoreWeights,
  readout: Omit<ReadoutWeights, 'heads' | 'biases' | 'factors'>,
): Parts['inputsOf'] {
  const model = createTopicModel(topics);
  const score = createWordScores(words);
  const none = new Float32Array(0);
  const last = createReadout({ ...readout, heads: none, biases: none, factors: none }, seen.size, topics.topics);
  return (row) => {
    const hashes = seen.ngrams[row] ?? new Int32Array(0);
    const own = standard.subarray(row * seen.size, (row + 1) * seen.size);
    const reading = model({ count: hashes.length, hashes }, own);
    last.read(own, reading, score(reading.rows, reading.count));
    return last;
  };
}
