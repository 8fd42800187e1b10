import { createWordTable } from '../word-classes.ts';
import { EAST_ASIAN } from './east-asian.ts';
import { ENGLISH } from './english.ts';
import { EUROPEAN } from './european.ts';
import { merge } from './lists.ts';

/** All known words of all languages. Languages share one table: a word that means something in one rarely misleads in another. */
export const WORD_TABLE = createWordTable(merge([ENGLISH, EUROPEAN, EAST_ASIAN]));
