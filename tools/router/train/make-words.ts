// `node tools/run-ts.mjs tools/router/train/make-words.ts <vectors.json>`: makes words.bin from the vectors of a sentence encoder, see README.md. Needed only
// to change that file.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { hashWord } from '../../../libs/routing/src/quality/text/hash.ts';
import { readRows } from './data.ts';
import { eigenvectors } from './eigen.ts';

const OUT = fileURLToPath(new URL('words.bin', import.meta.url));
const WORDS = 30_000;
const KEPT = 64;
/** How much a word that training prompts use is preferred to a more frequent one. */
const USE = 0.7;
const RANK_STEPS = 18;
/** Share of the numbers that lie within a byte's range; the few beyond are cut. */
const IN_RANGE = 0.999;

/** Words with their places by frequency (1 = the most frequent) and their vectors, all of one length. */
interface Given {
  readonly words: readonly string[];
  readonly ranks: readonly number[];
  readonly vectors: readonly (readonly number[])[];
}

const given = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Given;
const uses = countUses();
const chosen = given.words
  .map((word, at) => ({ word, rank: given.ranks[at] ?? given.words.length, vector: given.vectors[at] ?? [] }))
  .map((one) => ({ ...one, worth: Math.log(one.rank) - USE * Math.log1p(uses.get(one.word) ?? 0) }))
  .sort((one, other) => one.worth - other.worth || one.rank - other.rank)
  .slice(0, WORDS)
  .sort((one, other) => one.rank - other.rank);
const vectors = reduced(chosen.map(({ vector }) => vector));
writeFileSync(OUT, packed(vectors));
console.log(`Wrote words.bin: ${chosen.length} words, the last at place ${chosen.at(-1)?.rank}.`);

/** Prompts of the training data that hold each word. */
function countUses(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { prompt } of readRows('train')) {
    for (const word of new Set(prompt.toLowerCase().match(/[a-z]+/g))) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}

/** Each vector centred, in its main directions, of length one. */
function reduced(all: readonly (readonly number[])[]): Float64Array {
  const size = all[0]?.length ?? 0;
  const means = Float64Array.from(
    { length: size },
    (_, at) => all.reduce((sum, one) => sum + (one[at] ?? 0), 0) / all.length,
  );
  const covariance = new Float64Array(size * size);
  for (const one of all) {
    for (let i = 0; i < size; i++) {
      const x = ((one[i] ?? 0) - (means[i] ?? 0)) / all.length;
      for (let j = 0; j < size; j++) {
        covariance[i * size + j] = (covariance[i * size + j] ?? 0) + x * ((one[j] ?? 0) - (means[j] ?? 0));
      }
    }
  }
  const directions = eigenvectors(covariance, size).slice(0, KEPT);
  const out = new Float64Array(all.length * KEPT);
  all.forEach((one, row) => {
    const own = directions.map((direction) =>
      direction.reduce((sum, d, at) => sum + d * ((one[at] ?? 0) - (means[at] ?? 0)), 0),
    );
    const length = Math.hypot(...own) || 1;
    out.set(
      own.map((x) => x / length),
      row * KEPT,
    );
  });
  return out;
}

function packed(values: Float64Array): Uint8Array {
  const sizes = Float64Array.from(values, Math.abs).sort();
  const scale = Math.fround((sizes[Math.floor(IN_RANGE * (sizes.length - 1))] ?? 1) / 127);
  const ranksAt = 16 + 4 * chosen.length;
  const vectorsAt = Math.ceil((ranksAt + chosen.length) / 4) * 4;
  const bytes = new Uint8Array(vectorsAt + values.length);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode('LCOW'), 0);
  view.setUint32(4, chosen.length, true);
  view.setUint32(8, KEPT, true);
  view.setFloat32(12, scale, true);
  chosen.forEach(({ word, rank }, at) => {
    view.setInt32(16 + 4 * at, hashWord(word), true);
    view.setUint8(ranksAt + at, Math.min(255, Math.round(Math.log(rank) * RANK_STEPS)));
  });
  values.forEach((x, at) => {
    view.setInt8(vectorsAt + at, Math.max(-127, Math.min(127, Math.round(x / scale))));
  });
  return bytes;
}
