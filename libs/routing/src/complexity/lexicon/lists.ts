import type { WordClass } from '../word-classes.ts';

/** Words by class, in lower case, separated by blanks. */
export type WordLists = Readonly<Partial<Record<WordClass, string>>>;

const EMPTY: Record<WordClass, string[]> = {
  reasoning: [],
  mathematics: [],
  code: [],
  pleasantry: [],
  lookup: [],
  transform: [],
  creation: [],
  constraint: [],
  specialist: [],
};

/** One list per class over all languages. */
export function merge(languages: readonly WordLists[]): Record<WordClass, string[]> {
  const merged = structuredClone(EMPTY);
  for (const language of languages) {
    for (const [name, words] of Object.entries(language)) {
      merged[name as WordClass].push(...words.split(/\s+/).filter((word) => word !== ''));
    }
  }
  return merged;
}
