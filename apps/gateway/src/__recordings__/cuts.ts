/** A way in which the network may cut an answer. */
export interface Cut {
  readonly name: string;
  readonly cut: (bytes: Buffer) => readonly Buffer[];
}

const WHOLE: Cut = { name: 'in one piece', cut: (bytes) => [bytes] };
const AT_RANDOM: Cut = { name: 'cut at random places', cut: (bytes) => atRandom(bytes, 7) };
export const FEW_CUTS: readonly Cut[] = [WHOLE, AT_RANDOM];
export const ALL_CUTS: readonly Cut[] = [
  ...FEW_CUTS,
  { name: 'byte by byte', cut: (bytes) => Array.from(bytes, (_, at) => bytes.subarray(at, at + 1)) },
  { name: 'cut at other random places', cut: (bytes) => atRandom(bytes, 4711) },
];

/** Pieces of 1 to about 400 bytes, the same for the same seed. */
function atRandom(bytes: Buffer, seed: number): Buffer[] {
  const random = randomOf(seed);
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const size = 1 + Math.floor(random() ** 2 * 400);
    pieces.push(bytes.subarray(at, at + size));
    at += size;
  }
  return pieces;
}

/** Repeatable numbers (mulberry32), from 0 to below 1. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
