import { reason, type Signal } from './signal.ts';

const FORMULAS = reason('mathematics', 3, 'Contains formulas.');
const PROBLEM = reason('mathematics', 2, 'Is a mathematical problem.');
const TOUCHED = reason('mathematics', 1.5, 'Touches on mathematics.');

/** Formulas and mathematical terms. Currency and single powers are not enough for a formula. */
export const mathematicsSignal: Signal = ({ seen, mathSigns, numbers }) => {
  if (mathSigns >= 4 && mathSigns + seen.mathematics >= 5) return FORMULAS;
  if (seen.mathematics >= 3 || (seen.mathematics >= 2 && numbers >= 2)) return PROBLEM;
  return seen.mathematics >= 1 && numbers + mathSigns + seen.reasoning >= 1 ? TOUCHED : null;
};
