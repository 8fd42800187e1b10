import { createFeatureReader } from '../../../libs/routing/src/quality/features.ts';
import type { WeightsHeader } from '../../../libs/routing/src/quality/load-quality-model.ts';
import { readMessage } from '../../../libs/routing/src/quality/text/read-prompt.ts';
import { newTokenList } from '../../../libs/routing/src/quality/text/token-list.ts';
import { createWordTable } from '../../../libs/routing/src/quality/text/word-table.ts';
import { encodeWeights } from '../../../libs/routing/src/quality/weights-file.ts';
import { trainAbilities } from './abilities.ts';
import type { Row } from './data.ts';
import { factorHeads, TOPICS, topicHeads } from './factor-heads.ts';
import { platt, ridge } from './linear.ts';
import { readWords } from './words.ts';

const CLIP = 3;
const STRENGTH = 1_000;

/** Learns the weights. `dev` sets nothing but the calibration. */
export function train(rows: readonly Row[], dev: readonly Row[]): Uint8Array {
  const words = readWords();
  const table = createWordTable(
    words.hashes,
    Float32Array.from(words.ranks, (rank) => rank / 18),
    words.vectors,
    words.dimensions,
    words.scale,
  );
  const reader = createFeatureReader(table);
  const size = reader.size;
  const raw = featuresOf(rows, reader);
  const { means, factors } = standardOf(raw, size);
  const standard = standardise(raw, size, means, factors);
  const weights = new Float64Array(rows.length).fill(1);
  const [difficulty = new Float64Array(size), need = new Float64Array(size)] = ridge(
    standard,
    size,
    [difficultyTargets(rows), needTargets(rows)],
    weights,
    STRENGTH,
  );
  // Difficulty in logits: the ridge fits shares, whose slope in the middle is a quarter.
  const factorsLearned = [...factorHeads(standard, size, rows), ...topicHeads(standard, size, TOPICS)];
  const heads = Float32Array.from([
    ...difficulty.map((x) => x * 4),
    ...need.map((x) => x * 4),
    ...factorsLearned.flatMap((head) => Array.from(head)),
  ]);
  const vectorSize = 2 + factorsLearned.length;
  const biases = new Float32Array(vectorSize);
  const devStandard = standardise(featuresOf(dev, reader), size, means, factors);
  const vector = (features: Float64Array, row: number, head: number): number => {
    let sum = 0;
    for (let at = 0; at < size; at++) sum += (features[row * size + at] ?? 0) * (heads[head * size + at] ?? 0);
    return sum;
  };
  const devNeed = dev.map((_, row) => vector(devStandard, row, 1));
  const labels = dev.map((row) => (row.weak_score < 0.5 && row.strong_score >= 0.5 ? 1 : 0));
  const difficulties = Float64Array.from(rows, (_, row) => vector(standard, row, 0));
  const header: WeightsHeader = {
    format: 1,
    vectorSize,
    dimensions: words.dimensions,
    wordScale: words.scale,
    abilities: trainAbilities(rows, difficulties),
    need: platt(devNeed, labels),
  };
  return encodeWeights(header, {
    wordHashes: words.hashes,
    wordRanks: words.ranks,
    wordVectors: words.vectors,
    means,
    factors,
    heads,
    biases,
  });
}

type Reader = ReturnType<typeof createFeatureReader>;

function featuresOf(rows: readonly Row[], reader: Reader): Float64Array {
  const tokens = newTokenList();
  const all = new Float64Array(rows.length * reader.size);
  rows.forEach((row, at) => {
    readMessage({ model: 'auto', messages: [{ role: 'user', content: row.prompt }] }, 0, tokens);
    all.set(reader.read(tokens), at * reader.size);
  });
  return all;
}

function standardOf(raw: Float64Array, size: number): { means: Float32Array; factors: Float32Array } {
  const means = new Float32Array(size);
  const factors = new Float32Array(size);
  const rows = raw.length / size;
  for (let at = 0; at < size; at++) {
    let sum = 0;
    let squares = 0;
    for (let row = 0; row < rows; row++) {
      const x = raw[row * size + at] ?? 0;
      sum += x;
      squares += x * x;
    }
    const mean = sum / rows;
    const deviation = Math.sqrt(Math.max(0, squares / rows - mean * mean));
    means[at] = mean;
    factors[at] = deviation > 1e-6 ? 1 / deviation : 0;
  }
  return { means, factors };
}

function standardise(raw: Float64Array, size: number, means: Float32Array, factors: Float32Array): Float64Array {
  return raw.map((x, at) => {
    const z = (x - (means[at % size] ?? 0)) * (factors[at % size] ?? 0);
    return Math.max(-CLIP, Math.min(CLIP, z));
  });
}

/** One minus the mean quality over all models, less its mean per source. */
function difficultyTargets(rows: readonly Row[]): Float64Array {
  return centred(rows, (row) => {
    const all = Object.values(row.scores);
    return 1 - all.reduce((sum, x) => sum + x, 0) / all.length;
  });
}

/** What the strong model gains over the weak one, less its mean per source. */
function needTargets(rows: readonly Row[]): Float64Array {
  return centred(rows, (row) => row.strong_score - row.weak_score);
}

function centred(rows: readonly Row[], value: (row: Row) => number): Float64Array {
  const sums = new Map<string, { sum: number; count: number }>();
  for (const row of rows) {
    const entry = sums.get(row.source) ?? { sum: 0, count: 0 };
    sums.set(row.source, { sum: entry.sum + value(row), count: entry.count + 1 });
  }
  return Float64Array.from(rows, (row) => {
    const { sum = 0, count = 1 } = sums.get(row.source) ?? {};
    return value(row) - sum / count;
  });
}
