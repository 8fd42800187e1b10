import type { ChatBody } from '@llm-cost-optimizer/contracts';
import { type AbilityTable, abilityFrom } from './abilities.ts';
import { createFeatureReader } from './features.ts';
import type { ModelAbility, PromptReading, QualityModel, StoredReading } from './quality-model.ts';
import { groupsOf, pushesOf, reasonsOf } from './reasons.ts';
import { taskOf } from './task-type.ts';
import { FOLLOW_UP_CHARS, hasOtherParts, readMessage, turnIndex, userBefore } from './text/read-prompt.ts';
import { newTokenList, type TokenList } from './text/token-list.ts';
import { createWordTable } from './text/word-table.ts';
import { decodeWeights } from './weights-file.ts';

/** Changes when the code of the features changes what the same weights say. */
const CODE_VERSION = 1;
/** Standardised features beyond this are cut: a prompt unlike all others must not get an extreme reading. */
const CLIP = 3;
/** Of a follow-up's reading, the share that what it refers to has. */
const BEFORE_SHARE = 0.5;

/** What the trainer writes beside the arrays. */
export interface WeightsHeader {
  readonly format: 1;
  readonly vectorSize: number;
  readonly dimensions: number;
  readonly wordScale: number;
  readonly abilities: AbilityTable;
  /** need = sigmoid(slope * vector[1] + offset). */
  readonly need: { readonly slope: number; readonly offset: number };
}

/**
 * Opens trained weights (the bytes of `libs/routing/weights/quality.bin`). Throws when the bytes are not weights. The model holds
 * scratch space and is not to be shared between threads; load it once per process, it takes some milliseconds.
 */
export function loadQualityModel(bytes: Uint8Array): QualityModel {
  const file = decodeWeights(bytes);
  const header = file.header as WeightsHeader;
  if (header.format !== 1) throw new Error('The router weights are of a format this version does not know.');
  const version = `quality-${CODE_VERSION}-${hashOf(bytes)}`;
  const words = createWordTable(
    file.i32('wordHashes'),
    Float32Array.from(file.u8('wordRanks'), (rank) => rank / 18),
    file.i8('wordVectors'),
    header.dimensions,
    header.wordScale,
  );
  const reader = createFeatureReader(words);
  const means = file.f32('means');
  const factors = file.f32('factors');
  const heads = file.f32('heads');
  const biases = file.f32('biases');
  const tokens = newTokenList();
  const standard = new Float64Array(reader.size);
  const needHead = heads.subarray(standard.length, 2 * standard.length);
  const groups = groupsOf(reader.names);

  const vectorOf = (values: Float64Array): Float64Array => {
    for (let at = 0; at < standard.length; at++) {
      const z = ((values[at] ?? 0) - (means[at] ?? 0)) * (factors[at] ?? 0);
      standard[at] = Math.min(CLIP, Math.max(-CLIP, z));
    }
    const vector = new Float64Array(header.vectorSize);
    for (let head = 0; head < vector.length; head++) {
      let sum = biases[head] ?? 0;
      const from = head * standard.length;
      for (let at = 0; at < standard.length; at++) sum += (heads[from + at] ?? 0) * (standard[at] ?? 0);
      vector[head] = sum;
    }
    return vector;
  };

  const read = (body: ChatBody): PromptReading => {
    const { messages } = body;
    const at = turnIndex(messages);
    const beforeAt = isShort(body, at) ? userBefore(messages, at) : -1;
    let before: Float64Array | null = null;
    if (beforeAt >= 0) {
      readMessage(body, beforeAt, tokens);
      if (tokens.count > 0) before = vectorOf(reader.read(tokens));
    }
    readMessage(body, at, tokens);
    const values = reader.read(tokens);
    const vector = vectorOf(values);
    const task = taskOf(values);
    const certainty = certaintyOf(tokens, reader.knownShare(), hasOtherParts(messages[at]));
    if (before !== null && task !== 'chat') {
      for (let i = 0; i < vector.length; i++) {
        vector[i] = (vector[i] ?? 0) * (1 - BEFORE_SHARE) + (before[i] ?? 0) * BEFORE_SHARE;
      }
    }
    const stored: StoredReading = { model: version, task, vector: Array.from(vector, round), certainty };
    // A few numbers instead of the prompt, which would have to be read again and stay in memory with a stored answer.
    const pushes = pushesOf(standard, needHead, groups);
    return readingOf(stored, () => reasonsOf(pushes));
  };

  const readingOf = (stored: StoredReading, reasons: PromptReading['reasons']): PromptReading => {
    const need = sigmoid(header.need.slope * (stored.vector[1] ?? 0) + header.need.offset);
    return {
      ...stored,
      need,
      pGood: (ability) => pGood(stored.vector, ability),
      gain: (strong, weak) => need * Math.tanh((strong.level - weak.level) / 2),
      reasons,
    };
  };

  return {
    version,
    abilityOf: (facts) => abilityFrom(header.abilities, facts),
    read,
    reread: (stored) => (stored.model === version ? readingOf(stored, () => []) : null),
  };
}

function pGood(vector: readonly number[], { level, slopes }: ModelAbility): number {
  let logit = level - (vector[0] ?? 0);
  for (let at = 0; at < slopes.length; at++) logit += (slopes[at] ?? 0) * (vector[at + 1] ?? 0);
  return sigmoid(logit);
}

function isShort({ messages }: ChatBody, at: number): boolean {
  const content = messages[at]?.content;
  return typeof content === 'string' && content.length <= FOLLOW_UP_CHARS;
}

/** How much is known of such prompts: nothing without words that are known. */
function certaintyOf(list: TokenList, knownShare: number, hasOther: boolean): number {
  if (list.count === 0) return 0;
  const whole = list.chars / Math.max(1, list.totalChars);
  const certainty = Math.max(0, (knownShare - 0.3) / 0.7) * Math.sqrt(whole) * (hasOther ? 0.5 : 1);
  return round(Math.min(1, certainty));
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
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
