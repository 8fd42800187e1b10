import { type JsonRecord, listOf, numberOrNull } from '../generator/json.ts';
import type { SimRequest } from '../generator/sim-request.ts';
import { readChatRequest } from '../openai/chat.request.ts';

/** Tokens of an answer whose length nobody said, as the old completions have it. */
const DEFAULT_MAX_TOKENS = 16;

/** A body of the old completions as a request; null = it has no prompt. Each of several prompts gets its own choices. */
export function readCompletionsRequest(body: JsonRecord): SimRequest | null {
  const prompts = promptsOf(body.prompt);
  if (prompts.length === 0) return null;
  const chat = readChatRequest({ ...body, messages: [{ role: 'user', content: prompts.join('\n') }] });
  return {
    ...chat,
    choiceCount: prompts.length * (numberOrNull(body.n) ?? 1),
    maxTokens: numberOrNull(body.max_tokens) ?? DEFAULT_MAX_TOKENS,
    tools: [],
    body,
  };
}

function promptsOf(prompt: unknown): string[] {
  if (typeof prompt === 'string') return [prompt];
  const list = listOf(prompt);
  // One prompt given as token ids.
  if (typeof list[0] === 'number') return [list.join(' ')];
  return list.map((one) => (Array.isArray(one) ? one.join(' ') : String(one)));
}
