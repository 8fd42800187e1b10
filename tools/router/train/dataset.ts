import { createFeatureReader, type FeatureReader } from '../../../libs/routing/src/quality/features.ts';
import { createNgramReader } from '../../../libs/routing/src/quality/text/ngrams.ts';
import { readMessage } from '../../../libs/routing/src/quality/text/read-prompt.ts';
import { MAX_CHARS, newTokenList } from '../../../libs/routing/src/quality/text/token-list.ts';
import { createWordTable } from '../../../libs/routing/src/quality/text/word-table.ts';
import { readWords } from './words.ts';

/** What the model sees of a list of prompts. */
export interface Seen {
  readonly count: number;
  readonly size: number;
  readonly names: readonly string[];
  /** Features as read, row after row. */
  readonly raw: Float64Array;
  /** Distinct words and pairs of each prompt, as hashes. */
  readonly ngrams: readonly Int32Array[];
}

/** Reads prompts with the product's own code. */
export function see(prompts: readonly string[], reader: FeatureReader = trainingReader()): Seen {
  const tokens = newTokenList();
  const readNgrams = createNgramReader(MAX_CHARS);
  const raw = new Float64Array(prompts.length * reader.size);
  const ngrams = prompts.map((prompt, at) => {
    readMessage({ model: 'auto', messages: [{ role: 'user', content: prompt }] }, 0, tokens);
    raw.set(reader.read(tokens), at * reader.size);
    const found = readNgrams(tokens);
    return found.hashes.slice(0, found.count);
  });
  return { count: prompts.length, size: reader.size, names: reader.names, raw, ngrams };
}

/** The reader over the word vectors that are shipped. */
export function trainingReader(): FeatureReader {
  const words = readWords();
  const ranks = Float32Array.from(words.ranks, (rank) => rank / 18);
  return createFeatureReader(createWordTable(words.hashes, ranks, words.vectors, words.dimensions, words.scale));
}
