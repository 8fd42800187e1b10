import { reason, type Signal } from './signal.ts';

const LARGE = reason('creation', 2, 'Asks for a design or a larger piece of work.');
const SOME = reason('creation', 1, 'Asks for something to be written or built.');

/** Things to be made: designs, plans, essays. */
export const creationSignal: Signal = ({ seen }) => {
  if (seen.creation >= 3) return LARGE;
  return seen.creation >= 1 ? SOME : null;
};
