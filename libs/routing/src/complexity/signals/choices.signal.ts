import { reason, type Signal } from './signal.ts';

const MANY_CHOICES = 6;
const MANY = reason('choices', 1.5, 'Has to be decided among many choices.');

/** Multiple choice among many: hard to guess. The usual four choices say nothing about the question. */
export const choicesSignal: Signal = ({ options }) => {
  return options >= MANY_CHOICES ? MANY : null;
};
