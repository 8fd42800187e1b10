import type { Learning, Parts } from './parts.ts';
import { learnParts } from './parts.ts';
import { standardise, standardOf } from './standard.ts';

const FOLDS = 4;

/** What each part says about rows that it did not learn from. */
export interface Unseen {
  /** Those rows, and the rows of `seen` behind them that only calibrate. */
  readonly rows: Int32Array;
  readonly others: Int32Array;
  /** Per part one number per row of all; 0 for rows that were learned from. */
  readonly values: Readonly<Record<string, Float64Array>>;
  /** Per row and source, how much the prompt looks like the source. */
  readonly likeness: Float64Array;
}

/** Learns from three quarters of the rows and judges the last. Which follows from the rows' ids. */
export function judgeUnseen(learning: Learning, ids: readonly string[]): Unseen {
  const values: Record<string, Float64Array> = {};
  const likeness = new Float64Array(learning.seen.count * learning.targets.sources.length);
  const rows = learning.rows.filter((row) => foldOf(ids[row] ?? '') !== 0);
  const unseen = learning.rows.filter((row) => foldOf(ids[row] ?? '') === 0);
  const standard = standardise(learning.seen, standardOf(learning.seen, rows));
  const judged = Int32Array.from([...unseen, ...learning.others]);
  judge(learnParts({ ...learning, standard, rows }), judged, learning.seen.count, values, likeness);
  return { rows: unseen, others: learning.others, values, likeness };
}

/** Writes what the parts say of some rows into `values` and `likeness`. */
export function judge(
  parts: Parts,
  rows: Int32Array,
  count: number,
  values: Record<string, Float64Array>,
  likeness: Float64Array,
): void {
  const sources = parts.readout.sources;
  for (const row of rows) {
    const { inputs, likeness: own } = parts.inputsOf(row);
    likeness.set(own, row * sources);
    for (const [name, part] of Object.entries(parts.parts)) {
      const all = values[name] ?? new Float64Array(count);
      values[name] = all;
      all[row] = dot(part, inputs);
    }
  }
}

export function dot(one: ArrayLike<number>, other: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < one.length; at++) sum += (one[at] ?? 0) * (other[at] ?? 0);
  return sum;
}

export function foldOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at++) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  return ((hash ^ (hash >>> 13)) >>> 0) % FOLDS;
}
