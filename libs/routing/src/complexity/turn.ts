import type { ChatBody, ChatMessage, RequestFeatures } from '@llm-cost-optimizer/contracts';
import { newScan, scanText, type TextScan } from './text-scan.ts';

/** Most characters of text looked at per request, whatever its size: 3 KB of it cost about 10 microseconds. */
const MAX_CHARS = 3_072;
/** Of a long text, the share read from its beginning; the rest is read from its end, where the question often stands. */
const HEAD_SHARE = 0.6;
/** A message up to this length may be a follow-up that only makes sense with what went before. */
const FOLLOW_UP_CHARS = 160;

/** The turn to be answered, read once. */
export interface Turn {
  /** The last user message. */
  readonly scan: TextScan;
  /** The user message before, when the last one is short enough to refer to it; null = nothing to refer to. */
  readonly before: TextScan | null;
  readonly features: RequestFeatures;
  readonly body: ChatBody;
}

/**
 * Reads the turn: the last user message and, if it is short, the one before. System text, tool definitions, tool
 * results and the rest of the conversation are context and are not looked at: they would make every agent's request
 * seem hard. Without any user message the last message is read.
 */
export function readTurn(body: ChatBody, features: RequestFeatures): Turn {
  const { messages } = body;
  const at = lastUserAt(messages, messages.length - 1);
  const scan = newScan();
  const last = messages[at < 0 ? messages.length - 1 : at];
  const chars = last === undefined ? 0 : scanMessage(last, MAX_CHARS, scan);
  const beforeAt = at > 0 && chars <= FOLLOW_UP_CHARS ? lastUserAt(messages, at - 1) : -1;
  const previous = messages[beforeAt];
  if (previous === undefined) return { scan, before: null, features, body };
  const before = newScan();
  scanMessage(previous, MAX_CHARS - chars, before);
  return { scan, before, features, body };
}

function lastUserAt(messages: readonly ChatMessage[], from: number): number {
  for (let at = from; at >= 0; at--) if (messages[at]?.role === 'user') return at;
  return -1;
}

/** Reads at most `budget` characters of a message and returns its whole length in characters. */
function scanMessage({ content }: ChatMessage, budget: number, scan: TextScan): number {
  if (typeof content === 'string') {
    scanEnds(content, budget, scan);
    return content.length;
  }
  if (!Array.isArray(content)) return 0;
  let chars = 0;
  for (const part of content) {
    if (typeof part.text !== 'string') continue;
    if (chars < budget) scanEnds(part.text, budget - chars, scan);
    chars += part.text.length;
  }
  return chars;
}

function scanEnds(text: string, budget: number, scan: TextScan): void {
  if (text.length <= budget) {
    scanText(text, 0, text.length, scan);
    return;
  }
  const head = Math.floor(budget * HEAD_SHARE);
  scanText(text, 0, head, scan);
  scanText(text, text.length - (budget - head), text.length, scan);
}
