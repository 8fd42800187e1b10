import { hashStep, mixHash } from './hash.ts';
import { TOKEN, type TokenList } from './token-list.ts';

/** Start of the hash that stands for the number of choices. */
const CHOICES = 0x2019;
const MAX_CHOICES = 11;
const SEEN_SIZE = 16_384;
const MASK = SEEN_SIZE - 1;

/** The distinct words of one prompt as hashes; filled anew for every prompt. */
export interface NgramList {
  count: number;
  readonly hashes: Int32Array;
}

/** Lists words, numbers (by their shape) and the number of choices, each once. Holds scratch space. */
export function createNgramReader(maxTokens: number): (list: TokenList) => NgramList {
  const found: NgramList = { count: 0, hashes: new Int32Array(maxTokens + 1) };
  const keys = new Int32Array(SEEN_SIZE);
  const stamps = new Uint32Array(SEEN_SIZE);
  let stamp = 0;
  const add = (hash: number): void => {
    let slot = hash & MASK;
    while (stamps[slot] === stamp) {
      if (keys[slot] === hash) return;
      slot = (slot + 1) & MASK;
    }
    stamps[slot] = stamp;
    keys[slot] = hash;
    found.hashes[found.count] = hash;
    found.count += 1;
  };
  return (list) => {
    stamp += 1;
    found.count = 0;
    add(mixHash(hashStep(CHOICES, Math.min(list.options, MAX_CHOICES))));
    for (let at = 0; at < list.count; at++) {
      const kind = list.kind[at];
      if (kind === TOKEN.word || kind === TOKEN.number) add(mixHash(list.hash[at] ?? 0));
    }
    return found;
  };
}
