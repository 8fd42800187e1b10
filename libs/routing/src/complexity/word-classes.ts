/** What a word says about a request. A word may belong to several classes; classes are bits. */
export const WORD = {
  /** Asks for thought: prove, compare, why, trade-off. */
  reasoning: 1,
  /** Mathematics: integral, probability, theorem. */
  mathematics: 2,
  /** Programs: function, refactor, deadlock. */
  code: 4,
  /** Greetings and thanks. */
  pleasantry: 8,
  /** Asks for a fact: who, when, capital. */
  lookup: 16,
  /** Asks for a mechanical change of a text: translate, summarise, extract. */
  transform: 32,
  /** Asks for something to be made: design, implement, essay. */
  creation: 64,
  /** Conditions on the answer: must, without, exactly. */
  constraint: 128,
  /** Words of a learned profession: statute, enzyme, amortization. */
  specialist: 256,
} as const;

export type WordClass = keyof typeof WORD;

const TABLE_SIZE = 8_192;
const MASK = TABLE_SIZE - 1;
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** First state of a word's hash. */
export const HASH_START = FNV_OFFSET;

/** Adds one character (already in lower case) to a word's hash. */
export function hashStep(hash: number, code: number): number {
  return Math.imul(hash ^ code, FNV_PRIME);
}

/** Words and their classes, found by hash: reading a text then makes no strings. */
export interface WordTable {
  /** Bits of the word's classes; 0 = not a known word. */
  classesOf(hash: number): number;
}

/** Builds the table. Words are in lower case; Chinese and Japanese entries are pairs of characters. Throws when it is too full to be fast. */
export function createWordTable(lists: Readonly<Record<WordClass, readonly string[]>>): WordTable {
  const hashes = new Int32Array(TABLE_SIZE);
  const classes = new Int32Array(TABLE_SIZE);
  let size = 0;
  for (const [name, words] of Object.entries(lists)) {
    const bit = WORD[name as WordClass];
    for (const word of words) {
      const hash = hashOf(word);
      let slot = hash & MASK;
      while (classes[slot] !== 0 && hashes[slot] !== hash) slot = (slot + 1) & MASK;
      if (classes[slot] === 0) size += 1;
      hashes[slot] = hash;
      classes[slot] = (classes[slot] ?? 0) | bit;
    }
  }
  if (size > TABLE_SIZE / 2) throw new Error('The word table is too small for its words.');
  return {
    classesOf(hash) {
      let slot = hash & MASK;
      for (let found = classes[slot]; found !== 0 && found !== undefined; found = classes[slot]) {
        if (hashes[slot] === hash) return found;
        slot = (slot + 1) & MASK;
      }
      return 0;
    },
  };
}

function hashOf(word: string): number {
  let hash = HASH_START;
  for (let at = 0; at < word.length; at++) hash = hashStep(hash, word.charCodeAt(at));
  return hash;
}
