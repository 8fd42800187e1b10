import { reason, type Signal } from './signal.ts';

const DEEP = reason('specialist_words', 1.5, 'Uses several terms of a special field.');
const SOME = reason('specialist_words', 0.75, 'Uses a term of a special field.');

/** Terms of law, medicine, science, finance, philosophy and computing. */
export const specialistSignal: Signal = ({ seen }) => {
  if (seen.specialist >= 3) return DEEP;
  return seen.specialist >= 1 ? SOME : null;
};
