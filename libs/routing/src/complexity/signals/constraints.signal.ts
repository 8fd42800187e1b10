import { reason, type Signal } from './signal.ts';

const MANY = reason('constraints', 1.5, 'Sets many conditions on the answer.');
const SOME = reason('constraints', 0.75, 'Sets several conditions on the answer.');

/** Conditions and list items: each is one more thing to get right. Choices of a multiple-choice question are none. */
export const constraintsSignal: Signal = ({ seen, listItems }) => {
  const conditions = seen.constraint + listItems;
  if (conditions >= 7) return MANY;
  return conditions >= 3 ? SOME : null;
};
