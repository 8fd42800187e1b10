import { reason, type Signal } from './signal.ts';

const MIN_WORDS = 12;
const DENSE = reason('vocabulary', 1, 'Uses many long words.');
const PLAIN = reason('vocabulary', -0.5, 'Uses short everyday words.');

/** Long words mean learned text in every language written in letters; needs no word list. */
export const vocabularySignal: Signal = ({ letterWords, longWords, letters }) => {
  if (letterWords < MIN_WORDS) return null;
  if (longWords / letterWords >= 0.2) return DENSE;
  return longWords / letterWords < 0.05 && letters / letterWords < 4.3 ? PLAIN : null;
};
