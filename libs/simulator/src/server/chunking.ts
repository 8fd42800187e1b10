import { Random } from '../generator/random.ts';

/** More pieces than this are not cut: one write each would take minutes. */
const MAX_PIECES = 200_000;
const LONGEST_RANDOM_PIECE = 48;

/** How a body is cut into pieces, regardless of characters and events. */
export interface ChunkingPlan {
  readonly chunking: 'bytes' | 'random';
  readonly seed: number;
}

/** Cuts bytes; joined again they are the input. Sizes depend on the seed alone. */
export function* cutBytes(bytes: Buffer, { chunking, seed }: ChunkingPlan): Generator<Buffer> {
  const random = new Random(seed);
  let from = 0;
  for (let pieces = 0; from < bytes.length && pieces < MAX_PIECES; pieces += 1) {
    const size = chunking === 'bytes' ? 1 : random.between(1, LONGEST_RANDOM_PIECE);
    yield bytes.subarray(from, from + size);
    from += size;
  }
  if (from < bytes.length) yield bytes.subarray(from);
}
