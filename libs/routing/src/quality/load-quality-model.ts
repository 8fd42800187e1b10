import type { ChatBody } from '@llm-cost-optimizer/contracts';
import { abilityFrom } from './abilities.ts';
import { certaintyOf } from './certainty.ts';
import { createFeatureReader } from './features.ts';
import { addProduct } from './multiply.ts';
import type { PromptReading, QualityModel, StoredReading } from './quality-model.ts';
import { beyondBend, expectedGain, pGood, sigmoid, trustIn } from './reading-maths.ts';
import { createReadout } from './readout.ts';
import { groupsOf, pushesOf, reasonsOf } from './reasons.ts';
import { taskOf } from './task-type.ts';
import { createNgramReader } from './text/ngrams.ts';
import { FOLLOW_UP_CHARS, hasOtherParts, readMessage, turnIndex, userBefore } from './text/read-prompt.ts';
import { MAX_CHARS, newTokenList, type TokenList } from './text/token-list.ts';
import { createWordTable } from './text/word-table.ts';
import { createTopicModel } from './topic-model.ts';
import { decodeWeights, type WeightsFile } from './weights-file.ts';
import type { WeightsHeader } from './weights-header.ts';
import { createWordScores } from './word-scores.ts';

/** Changes when the code of the features changes what the same weights say. */
const CODE_VERSION = 4;
/** Standardised features beyond this are cut: a prompt unlike all others must not get an extreme reading. */
const CLIP = 3;
/** Of a follow-up's reading, the share that what it refers to has. */
const BEFORE_SHARE = 0.5;
/** Place of the general need in the vector. */
const NEED = 1;

/**
 * Opens trained weights (the bytes of `libs/routing/weights/quality.bin`). Throws when the bytes are not weights. The model holds
 * scratch space and is not to be shared between threads; load it once per process, it takes some milliseconds.
 */
export function loadQualityModel(bytes: Uint8Array): QualityModel {
  const file = decodeWeights(bytes);
  const header = file.header as WeightsHeader;
  if (header.format !== 3) throw new Error('The router weights are of a format this version does not know.');
  const version = `quality-${CODE_VERSION}-${hashOf(bytes)}`;
  const judge = createJudge(file, header);
  const tokens = newTokenList();
  const groups = groupsOf(judge.inputNames);

  const readingOf = (stored: StoredReading, reasons: PromptReading['reasons']): PromptReading => ({
    ...stored,
    need: sigmoid(header.need.slope * (stored.vector[NEED] ?? 0) + header.need.offset),
    pGood: (ability) => pGood(stored.vector, ability, header.sources.length),
    gain: (strong, weak) => expectedGain(stored.vector, strong, weak, header),
    reasons,
  });

  const read = (body: ChatBody): PromptReading => {
    const { messages } = body;
    const at = turnIndex(messages);
    const beforeAt = isShort(body, at) ? userBefore(messages, at) : -1;
    let before: Float64Array | null = null;
    if (beforeAt >= 0) {
      readMessage(body, beforeAt, tokens);
      if (tokens.count > 0) before = judge.vectorOf(tokens);
    }
    readMessage(body, at, tokens);
    const vector = judge.vectorOf(tokens);
    const task = taskOf(judge.features());
    const certainty = certaintyOf(tokens, judge.knownShare(), hasOtherParts(messages[at]));
    if (before !== null && task !== 'chat') {
      for (let i = 0; i < vector.length; i++) {
        vector[i] = (vector[i] ?? 0) * (1 - BEFORE_SHARE) + (before[i] ?? 0) * BEFORE_SHARE;
      }
    }
    const stored: StoredReading = { model: version, task, vector: Array.from(vector, round), certainty };
    // A few numbers instead of the prompt, which would have to be read again and stay in memory with a stored answer.
    const pushes = pushesOf(judge.inputs, judge.needHead, groups);
    return readingOf(stored, () => reasonsOf(pushes));
  };

  return {
    version,
    abilityOf: (facts) => abilityFrom(header.abilities, facts),
    read,
    reread: (stored) => (stored.model === version ? readingOf(stored, () => []) : null),
  };
}

/** The layers of the model, one after the other. Its arrays are valid until the next prompt. */
interface Judge {
  vectorOf(list: TokenList): Float64Array;
  /** Features of the prompt read last. */
  features(): Float64Array;
  /** Share of its words that are known. */
  knownShare(): number;
  /** Inputs of the last layer, their names and their weights in the general need. */
  readonly inputs: Float64Array;
  readonly inputNames: readonly string[];
  readonly needHead: Float32Array;
}

function createJudge(file: WeightsFile, header: WeightsHeader): Judge {
  const ranks = Float32Array.from(file.u8('wordRanks'), (rank) => rank / 18);
  const words = createWordTable(
    file.i32('wordHashes'),
    ranks,
    file.i8('wordVectors'),
    header.dimensions,
    header.wordScale,
  );
  const reader = createFeatureReader(words);
  const readNgrams = createNgramReader(MAX_CHARS);
  const topicCount = header.topics.length;
  const topics = createTopicModel({
    ngramHashes: file.i32('ngramHashes'),
    ngramRatios: file.i8('ngramRatios'),
    ngramScale: header.ngramScale,
    discriminants: file.f32('discriminants'),
    constants: file.f32('constants'),
    priors: file.f32('priors'),
    topics: topicCount,
  });
  const sources = header.sources.length;
  const scoreWords = createWordScores({
    weights: file.i8('wordScores'),
    scales: file.f32('wordScoreScales'),
    idf: file.f32('wordIdf'),
    sources,
  });
  const heads = file.f32('heads');
  const forest = {
    starts: file.i32('treeStarts'),
    features: file.i32('treeFeatures'),
    values: file.f32('treeValues'),
    lefts: file.i32('treeLefts'),
  };
  const layers = {
    heads,
    biases: file.f32('biases'),
    factors: file.f32('factorHeads'),
    topicSources: file.i32('topicSources'),
    sources,
    forest,
  };
  const readout = createReadout({ ...layers, forestStarts: file.i32('forestStarts') }, reader.size, topicCount);
  const hardness = file.f32('hardness');
  const hard = new Float64Array(1);
  const means = file.f32('means');
  const factors = file.f32('factors');
  const standard = new Float64Array(reader.size);
  const pairsAt = NEED + 1;
  let values: Float64Array = standard;
  return {
    inputs: readout.inputs,
    inputNames: Array.from(readout.inputs, (_, at) => reader.names[at] ?? 'topic'),
    needHead: heads.subarray(readout.inputs.length, 2 * readout.inputs.length),
    features: () => values,
    knownShare: reader.knownShare,
    vectorOf(list) {
      values = reader.read(list);
      for (let at = 0; at < standard.length; at++) {
        const z = ((values[at] ?? 0) - (means[at] ?? 0)) * (factors[at] ?? 0);
        standard[at] = Math.min(CLIP, Math.max(-CLIP, z));
      }
      const topic = topics(readNgrams(list), standard);
      const said = readout.read(standard, topic, scoreWords(topic.rows, topic.count));
      const vector = new Float64Array(said.length + sources);
      vector.set(said);
      vector.set(readout.likeness, said.length);
      for (let source = 0; source < sources; source++) {
        const shift = (header.sources[source]?.shift ?? 0) * (readout.likeness[source] ?? 0);
        vector[0] = (vector[0] ?? 0) - shift;
      }
      hard.fill(0);
      addProduct(hardness, standard.length, standard, hard);
      vector[NEED] = (vector[NEED] ?? 0) - beyondBend(hard[0] ?? 0, header.bend);
      const push = (vector[NEED] ?? 0) + header.strangeness;
      for (let source = 0; source < sources; source++) {
        const likeness = readout.likeness[source] ?? 0;
        const own = (vector[pairsAt + source] ?? 0) * trustIn(likeness, header.trust);
        vector[pairsAt + source] = own + (header.strange[source] ?? 0) * (1 - likeness) * push;
      }
      return vector;
    },
  };
}

function isShort({ messages }: ChatBody, at: number): boolean {
  const content = messages[at]?.content;
  return typeof content === 'string' && content.length <= FOLLOW_UP_CHARS;
}

/** Four digits are enough for a decision and keep what is stored short. */
function round(x: number): number {
  return Math.round(x * 10_000) / 10_000;
}

function hashOf(bytes: Uint8Array): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < bytes.length; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
