import type { ModelRef } from '@llm-cost-optimizer/contracts';
import type { Tokenizer } from './catalogue/model.ts';
import type { ModelIndex } from './model-index.ts';

const O200K: Tokenizer = { family: 'o200k', factor: '1' };
const CL100K: Tokenizer = { family: 'cl100k', factor: '1' };
const CLAUDE_4: Tokenizer = { family: 'claude-4', factor: '1.2' };
const CLAUDE_5: Tokenizer = { family: 'claude-5', factor: '1.5' };
const OTHER: Tokenizer = { family: 'other', factor: '1.1' };

/**
 * Tokenizer of a model: the overlay's word, else by what the name says. Families of models outside the overlay
 * are guesses, good enough for a count that is marked as estimated.
 */
export function tokenizerOf(index: ModelIndex, ref: ModelRef): Tokenizer {
  const match = index.find(ref.provider, ref.model);
  if (match !== null) return match.model.tokenizer;
  const name = ref.model.toLowerCase();
  if (name.includes('claude')) return /claude-(opus-4-[78]|[a-z]+-5|5)/.test(name) ? CLAUDE_5 : CLAUDE_4;
  if (name.includes('gpt-oss')) return O200K;
  if (/^(gpt-4(-|$)|gpt-3|text-embedding)/.test(name)) return CL100K;
  if (/^(gpt-|o\d|chatgpt)/.test(name)) return O200K;
  const family = /llama|qwen|mistral|mixtral|gemma|gemini|deepseek|kimi/.exec(name)?.[0];
  return family === undefined ? OTHER : { family, factor: '1.1' };
}

/**
 * How many tokens `to` makes of a text of which `from` made one. Null when both count alike.
 * `other` families are never taken as alike: nothing is known of them.
 */
export function tokenRatio(from: Tokenizer, to: Tokenizer): number | null {
  if (from.family === to.family && from.family !== OTHER.family) return null;
  return Number(to.factor) / Number(from.factor);
}
