import type { TopicWeights } from '../../../libs/routing/src/quality/topic-model.ts';
import type { Seen } from './dataset.ts';
import { solve } from './linear.ts';

export interface TopicOptions {
  /** Words and pairs kept, the most telling first. */
  readonly ngrams: number;
  /** Strength of the background in a topic's counts. */
  readonly background: number;
  /** How much a word counts: words are not independent. */
  readonly temperature: number;
  readonly featureTemperature: number;
  readonly shrink: number;
  readonly minRows: number;
}

export const TOPIC_OPTIONS: TopicOptions = {
  ngrams: 16_000,
  background: 1_000,
  temperature: 0.3,
  featureTemperature: 0.3,
  shrink: 0.3,
  minRows: 2,
};

/** Learns which words and features belong to which topic. `topicOf` holds the topic's index per row, over all rows. */
export function learnTopics(
  seen: Seen,
  standard: Float64Array,
  rows: ArrayLike<number>,
  topicOf: ArrayLike<number>,
  topics: number,
  options: TopicOptions = TOPIC_OPTIONS,
): TopicWeights {
  const sizes = new Float64Array(topics);
  for (let i = 0; i < rows.length; i++) {
    const topic = topicOf[rows[i] ?? 0] ?? 0;
    sizes[topic] = (sizes[topic] ?? 0) + 1;
  }
  // A topic without rows (a fold leaves it out) must never win.
  const priors = Float32Array.from(sizes, (size) => (size > 0 ? 0.5 * Math.log(size) : -60));
  const words = learnWords(seen, rows, topicOf, topics, options);
  const linear = learnDiscriminants(seen.size, standard, rows, topicOf, sizes, options);
  return { ...words, ...linear, priors, topics };
}

function learnWords(
  seen: Seen,
  rows: ArrayLike<number>,
  topicOf: ArrayLike<number>,
  topics: number,
  options: TopicOptions,
): Pick<TopicWeights, 'ngramHashes' | 'ngramRatios' | 'ngramScale'> {
  const index = new Map<number, number>();
  const totals: number[] = [];
  for (let i = 0; i < rows.length; i++) {
    for (const hash of seen.ngrams[rows[i] ?? 0] ?? []) {
      let id = index.get(hash);
      if (id === undefined) {
        id = totals.length;
        index.set(hash, id);
        totals.push(0);
      }
      totals[id] = (totals[id] ?? 0) + 1;
    }
  }
  const kept = new Map<number, number>();
  for (const [hash, id] of index) if ((totals[id] ?? 0) >= options.minRows) kept.set(hash, kept.size);
  const hashes = Int32Array.from(kept.keys());
  const counts = new Float32Array(kept.size * topics);
  const sums = new Float64Array(topics);
  const all = new Float64Array(kept.size);
  for (let i = 0; i < rows.length; i++) {
    const topic = topicOf[rows[i] ?? 0] ?? 0;
    for (const hash of seen.ngrams[rows[i] ?? 0] ?? []) {
      const id = kept.get(hash);
      if (id === undefined) continue;
      counts[id * topics + topic] = (counts[id * topics + topic] ?? 0) + 1;
      sums[topic] = (sums[topic] ?? 0) + 1;
      all[id] = (all[id] ?? 0) + 1;
    }
  }
  const total = sums.reduce((sum, x) => sum + x, 0);
  const ratios = new Float32Array(kept.size * topics);
  const worth = new Float64Array(kept.size);
  for (let id = 0; id < kept.size; id++) {
    const back = ((all[id] ?? 0) + 0.5) / (total + 0.5 * kept.size);
    for (let topic = 0; topic < topics; topic++) {
      const count = counts[id * topics + topic] ?? 0;
      const share = (count + options.background * back) / ((sums[topic] ?? 0) + options.background);
      const ratio = Math.log(share / back) * options.temperature;
      ratios[id * topics + topic] = ratio;
      worth[id] = (worth[id] ?? 0) + count * Math.abs(ratio);
    }
  }
  const order = Array.from(worth.keys()).sort((one, other) => (worth[other] ?? 0) - (worth[one] ?? 0) || one - other);
  const chosen = order.slice(0, options.ngrams).sort((one, other) => (hashes[one] ?? 0) - (hashes[other] ?? 0));
  let top = 1e-9;
  for (const id of chosen) for (let t = 0; t < topics; t++) top = Math.max(top, Math.abs(ratios[id * topics + t] ?? 0));
  const scale = top / 127;
  const small = new Int8Array(chosen.length * topics);
  chosen.forEach((id, row) => {
    for (let t = 0; t < topics; t++) small[row * topics + t] = Math.round((ratios[id * topics + t] ?? 0) / scale);
  });
  return { ngramHashes: Int32Array.from(chosen, (id) => hashes[id] ?? 0), ngramRatios: small, ngramScale: scale };
}

/** Linear discriminant analysis with a shrunken common covariance. */
function learnDiscriminants(
  size: number,
  standard: Float64Array,
  rows: ArrayLike<number>,
  topicOf: ArrayLike<number>,
  sizes: Float64Array,
  options: TopicOptions,
): Pick<TopicWeights, 'discriminants' | 'constants'> {
  const topics = sizes.length;
  const means = new Float64Array(topics * size);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] ?? 0;
    const topic = topicOf[row] ?? 0;
    for (let at = 0; at < size; at++)
      means[topic * size + at] = (means[topic * size + at] ?? 0) + (standard[row * size + at] ?? 0);
  }
  const exact = means.map((sum, at) => sum / Math.max(1, sizes[Math.floor(at / size)] ?? 1));
  const shrunken = means.map((sum, at) => sum / ((sizes[Math.floor(at / size)] ?? 0) + 5));
  const covariance = new Float64Array(size * size);
  const difference = new Float64Array(size);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] ?? 0;
    const topic = topicOf[row] ?? 0;
    for (let at = 0; at < size; at++)
      difference[at] = (standard[row * size + at] ?? 0) - (exact[topic * size + at] ?? 0);
    for (let a = 0; a < size; a++) {
      const x = difference[a] ?? 0;
      for (let b = 0; b <= a; b++)
        covariance[a * size + b] = (covariance[a * size + b] ?? 0) + x * (difference[b] ?? 0);
    }
  }
  let trace = 0;
  for (let at = 0; at < size; at++) trace += (covariance[at * size + at] ?? 0) / rows.length;
  for (let at = 0; at < covariance.length; at++)
    covariance[at] = ((covariance[at] ?? 0) / rows.length) * (1 - options.shrink);
  const rights = Array.from({ length: topics }, (_, topic) => shrunken.slice(topic * size, (topic + 1) * size));
  const solved = solve(covariance, size, (options.shrink * trace) / size, rights);
  const discriminants = new Float32Array(topics * size);
  const constants = new Float32Array(topics);
  solved.forEach((solution, topic) => {
    let dot = 0;
    solution.forEach((x, at) => {
      discriminants[topic * size + at] = x * options.featureTemperature;
      dot += x * (shrunken[topic * size + at] ?? 0);
    });
    const count = sizes[topic] ?? 0;
    constants[topic] = count > 0 ? -0.5 * dot * options.featureTemperature + 0.5 * Math.log(count) : -60;
  });
  return { discriminants, constants };
}
