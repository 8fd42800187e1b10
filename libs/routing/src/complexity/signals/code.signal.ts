import { reason, type Signal } from './signal.ts';

const LISTING = reason('code', 2, 'Contains a program or a longer piece of one.');
const TASK = reason('code', 1.5, 'Is about programming.');
const TOUCHED = reason('code', 0.5, 'Touches on programming.');

/** Programs and programming terms. */
export const codeSignal: Signal = ({ seen, codeSigns, fences, words }) => {
  const isDense = codeSigns >= 12 && codeSigns * 8 >= words;
  if (fences > 0 || (isDense && seen.code >= 2)) return LISTING;
  if (seen.code >= 3) return TASK;
  return seen.code >= 1 ? TOUCHED : null;
};
