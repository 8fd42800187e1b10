import { reason, type Signal } from './signal.ts';

const MIN_WORDS = 12;
const DENSE = reason('vocabulary', 0.5, 'Uses many long words.');

/** Long words mean learned text in every language written in letters; needs no word list. */
export const vocabularySignal: Signal = ({ letterWords, longWords }) => {
  if (letterWords < MIN_WORDS) return null;
  return longWords / letterWords >= 0.2 ? DENSE : null;
};
