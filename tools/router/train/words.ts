import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Compressed word vectors, see README.md for where they come from. */
export interface Words {
  readonly hashes: Int32Array;
  /** 18 times the natural logarithm of the place by frequency. */
  readonly ranks: Uint8Array;
  readonly vectors: Int8Array;
  readonly dimensions: number;
  readonly scale: number;
}

const FILE = fileURLToPath(new URL('words.bin', import.meta.url));
const HEADER = 16;

/** Reads words.bin: `LCOW`, count, dimensions, scale, hashes (i32), ranks (u8, padded to 4), vectors (i8). */
export function readWords(file = FILE): Words {
  const bytes = Uint8Array.from(readFileSync(file));
  const view = new DataView(bytes.buffer);
  const count = view.getUint32(4, true);
  const dimensions = view.getUint32(8, true);
  const ranksAt = HEADER + 4 * count;
  const vectorsAt = Math.ceil((ranksAt + count) / 4) * 4;
  return {
    hashes: new Int32Array(bytes.buffer, HEADER, count),
    ranks: new Uint8Array(bytes.buffer, ranksAt, count),
    vectors: new Int8Array(bytes.buffer, vectorsAt, count * dimensions),
    dimensions,
    scale: view.getFloat32(12, true),
  };
}
