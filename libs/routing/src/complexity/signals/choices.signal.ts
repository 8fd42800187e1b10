import { reason, type Signal } from './signal.ts';

const MANY = reason('choices', 1.5, 'Has to be decided among many choices.');
const SOME = reason('choices', 0.5, 'Has to be decided among a few choices.');

/** Multiple choice: the more choices, the harder to guess. */
export const choicesSignal: Signal = ({ options }) => {
  if (options >= 6) return MANY;
  return options >= 2 ? SOME : null;
};
