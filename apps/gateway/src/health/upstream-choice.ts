import type { Upstream } from '../snapshot/upstream.ts';

/**
 * The best of some ways to call a deployment for one request, or null when none is usable: weighted rendezvous hashing.
 * Over many seeds every way gets its share by weight; the same seed gets the same way, and when that one is not usable,
 * always the same next one. A way that is added or taken out moves only the requests it gets or had.
 */
export function chooseUpstream(
  upstreams: readonly Upstream[],
  seed: number,
  isUsable: (upstream: Upstream) => boolean,
): Upstream | null {
  let best: Upstream | null = null;
  let bestCost = Number.POSITIVE_INFINITY;
  for (const upstream of upstreams) {
    const cost = -Math.log(unitOf(seed ^ upstream.seed)) / upstream.weight;
    if (cost >= bestCost || !isUsable(upstream)) continue;
    best = upstream;
    bestCost = cost;
  }
  return best;
}

/** Scrambles 32 bits (the finalizer of murmur3) into a number above 0 and below 1. */
function unitOf(bits: number): number {
  let hash = bits | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  hash ^= hash >>> 16;
  return ((hash >>> 0) + 0.5) / 0x1_0000_0000;
}
