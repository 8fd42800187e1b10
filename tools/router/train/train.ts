import { encodeWeights } from '../../../libs/routing/src/quality/weights-file.ts';
import type { WeightsHeader } from '../../../libs/routing/src/quality/weights-header.ts';
import { trainAbilities } from './abilities.ts';
import { readAnchors } from './anchors.ts';
import { judgeUnseen } from './crossfit.ts';
import type { Row } from './data.ts';
import { see } from './dataset.ts';
import { factorHeads, TOPICS, topicHeads } from './factor-heads.ts';
import { hardnessOf, headsOf, measureMixture } from './mixture.ts';
import { type Learning, learnParts } from './parts.ts';
import { RECIPE } from './recipe.ts';
import { standardise, standardOf } from './standard.ts';
import { targetsOf } from './targets.ts';
import { readWords } from './words.ts';

/**
 * Learns the weights from rows with public results; `dev` sets nothing but the calibration of the general need. Deterministic: the same
 * rows give the same bytes.
 */
export function train(
  rows: readonly Row[],
  dev: readonly Row[],
  say: (line: string) => void = () => undefined,
): Uint8Array {
  const learning = learningOf(rows, dev);
  const { seen, targets } = learning;
  say(`${rows.length} prompts of ${targets.sources.length} sources, ${targets.topics.length} topics.`);
  const unseen = judgeUnseen(
    learning,
    rows.map(({ id }) => id),
  );
  const mixture = measureMixture(rows, dev, targets, unseen);
  say('Learned from three quarters and measured on the last.');
  const standard = standardOf(seen, learning.rows);
  const parts = learnParts(learning);
  const own = learning.standard.subarray(0, rows.length * seen.size);
  const factors = [...factorHeads(own, seen.size, rows), ...topicHeads(own, seen.size, TOPICS)];
  const heads = headsOf(parts, targets, mixture);
  const words = readWords();
  const { abilities, shifts } = trainAbilities(
    Array.from(unseen.rows, (row) => rows[row]).filter((row) => row !== undefined),
    mixture.difficulty,
    targets.sources,
    mixture.pair,
  );
  const header: WeightsHeader = {
    format: 3,
    dimensions: words.dimensions,
    wordScale: words.scale,
    ngramScale: parts.topics.ngramScale,
    topics: targets.topics,
    sources: mixture.sources.map((source, at) => ({ ...source, shift: shifts[at] ?? 0 })),
    strange: mixture.strange,
    strangeness: RECIPE.strangeness,
    trust: RECIPE.trust,
    bend: RECIPE.bend,
    need: mixture.need,
    abilities,
  };
  return encodeWeights(header, {
    wordHashes: words.hashes,
    wordRanks: words.ranks,
    wordVectors: words.vectors,
    means: standard.means,
    factors: standard.factors,
    ngramHashes: parts.topics.ngramHashes,
    ngramRatios: parts.topics.ngramRatios,
    discriminants: parts.topics.discriminants,
    constants: parts.topics.constants,
    priors: parts.topics.priors,
    hardness: Float32Array.from(hardnessOf(parts, seen.size, mixture)),
    topicSources: parts.readout.topicSources,
    wordScores: parts.words.weights,
    wordScoreScales: parts.words.scales,
    wordIdf: parts.words.idf,
    treeStarts: parts.readout.forest.starts,
    treeFeatures: parts.readout.forest.features,
    treeValues: parts.readout.forest.values,
    treeLefts: parts.readout.forest.lefts,
    forestStarts: parts.readout.forestStarts,
    heads: Float32Array.from(heads.flatMap((head) => Array.from(head))),
    factorHeads: Float32Array.from(factors.flatMap((head) => Array.from(head))),
    biases: new Float32Array(heads.length),
  });
}

/** All there is to learn from rows, with the anchors and then the rows for calibration behind them. */
function learningOf(rows: readonly Row[], dev: readonly Row[]): Learning {
  const anchors = readAnchors();
  const seen = see([...rows, ...anchors, ...dev].map(({ prompt }) => prompt));
  const all = Int32Array.from(rows.keys());
  return {
    seen,
    standard: standardise(seen, standardOf(seen, all)),
    targets: targetsOf(rows),
    rows: all,
    anchors: Int32Array.from(anchors.keys(), (at) => rows.length + at),
    others: Int32Array.from(dev.keys(), (at) => rows.length + anchors.length + at),
    anchorLevels: Float64Array.from(anchors, ({ level }) => level),
  };
}
