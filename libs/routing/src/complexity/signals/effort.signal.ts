import { reason, type Signal } from './signal.ts';

const HIGH = reason('asked_effort', 3, 'The client asks for high reasoning effort.');
const NONE = reason('asked_effort', -1, 'The client asks for little reasoning.');
const TINY_ANSWER = reason('answer_length', -0.5, 'The answer may only be a few tokens long.');
const TINY_TOKENS = 16;

/** What the client itself says about the effort: `reasoning_effort` and a very small limit on the answer. */
export const effortSignal: Signal = (_scan, { body, features }) => {
  const effort = body.reasoning_effort;
  if (effort === 'high' || effort === 'xhigh' || effort === 'max') return HIGH;
  if (effort === 'none' || effort === 'minimal') return NONE;
  const limit = features.maxOutputTokens;
  return limit !== null && limit <= TINY_TOKENS ? TINY_ANSWER : null;
};
