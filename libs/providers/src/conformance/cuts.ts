/** A small generator of repeatable numbers (mulberry32), from 0 to below 1. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The ways in which the network may cut a stream. */
export const CUTS: readonly { readonly name: string; readonly cut: (bytes: Uint8Array) => Uint8Array[] }[] = [
  { name: 'in one piece', cut: (bytes) => [bytes] },
  { name: 'byte by byte', cut: (bytes) => Array.from(bytes, (_, at) => bytes.subarray(at, at + 1)) },
  { name: 'at random places', cut: (bytes) => cutAtRandom(bytes, 7) },
  { name: 'at other random places', cut: (bytes) => cutAtRandom(bytes, 4711) },
];

/** Pieces of 1 to about 400 bytes, the same for the same seed. */
export function cutAtRandom(bytes: Uint8Array, seed: number): Uint8Array[] {
  const random = randomOf(seed);
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const size = 1 + Math.floor(random() ** 2 * 400);
    pieces.push(bytes.subarray(at, at + size));
    at += size;
  }
  return pieces;
}
