import { reason, type Signal } from './signal.ts';

const ONE = reason('reasoning_words', 1.5, 'Asks for an explanation, a comparison or a justification.');
const SEVERAL = reason('reasoning_words', 2.5, 'Asks for reasoning in more than one way.');
const MANY = reason('reasoning_words', 3.5, 'Asks for a thorough argument or proof.');

/** Words that ask for thought. */
export const reasoningSignal: Signal = ({ seen }) => {
  if (seen.reasoning === 0) return null;
  if (seen.reasoning >= 4) return MANY;
  return seen.reasoning >= 2 ? SEVERAL : ONE;
};
