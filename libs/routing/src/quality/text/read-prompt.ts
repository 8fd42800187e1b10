import type { ChatBody, ChatMessage } from '@llm-cost-optimizer/contracts';
import { readTokens } from './read-tokens.ts';
import { clearTokens, MAX_CHARS, type TokenList } from './token-list.ts';

/** Of a long text, the share read from its beginning; the rest is read from its end, where the question often stands. */
const HEAD_SHARE = 0.6;
/** A message up to this length may be a follow-up that only makes sense with what went before. */
export const FOLLOW_UP_CHARS = 160;

/** Index of the message that is to be answered: the last user message, else the last one; -1 = there is none. */
export function turnIndex(messages: readonly ChatMessage[]): number {
  const at = userBefore(messages, messages.length);
  return at < 0 ? messages.length - 1 : at;
}

/** Index of the last user message before `end`; -1 = none. */
export function userBefore(messages: readonly ChatMessage[], end: number): number {
  for (let at = end - 1; at >= 0; at--) if (messages[at]?.role === 'user') return at;
  return -1;
}

/** Reads the text of one message into the list, which is cleared first. A message without text leaves it empty. */
export function readMessage(body: ChatBody, at: number, list: TokenList): void {
  clearTokens(list);
  const content = body.messages[at]?.content;
  if (typeof content === 'string') {
    list.totalChars = content.length;
    readEnds(content, MAX_CHARS, list);
    return;
  }
  if (!Array.isArray(content)) return;
  for (const part of content) {
    if (typeof part?.text !== 'string') continue;
    list.totalChars += part.text.length;
    if (list.chars < MAX_CHARS) readEnds(part.text, MAX_CHARS - list.chars, list);
  }
}

/** True when the message holds something else than text, such as an image. */
export function hasOtherParts(message: ChatMessage | undefined): boolean {
  const content = message?.content;
  return Array.isArray(content) && content.some((part) => typeof part?.text !== 'string');
}

function readEnds(text: string, budget: number, list: TokenList): void {
  if (text.length <= budget) {
    readTokens(text, 0, text.length, list);
    return;
  }
  const head = Math.floor(budget * HEAD_SHARE);
  readTokens(text, 0, head, list);
  readTokens(text, text.length - (budget - head), text.length, list);
}
