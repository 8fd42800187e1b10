import { reason, type Signal } from './signal.ts';

const PASTED_TOKENS = 2_000;
const PASTED = reason('length', 1.5, 'A long text has to be read for the answer.');
const LONG = reason('length', 1, 'The request is long.');
const SOME = reason('length', 0.5, 'The request has several sentences.');
const SHORT = reason('length', -0.5, 'The request is one short sentence.');

/** Longer requests are harder on average; a short one alone proves nothing, so it weighs little. */
export const lengthSignal: Signal = (scan, { features }) => {
  if (features.lastUserTokensEstimated > PASTED_TOKENS) return PASTED;
  if (scan.words >= 120) return LONG;
  if (scan.words >= 50) return SOME;
  return scan.words <= 12 ? SHORT : null;
};
