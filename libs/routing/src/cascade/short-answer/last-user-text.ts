import type { ChatBody } from '@llm-cost-optimizer/contracts';

/** Of a long message only begin and end are looked at: what is asked for stands there. */
const HEAD_CHARS = 4_000;
const TAIL_CHARS = 4_000;

/** Text of the last user message, at most 8,000 characters of it; empty when there is none. */
export function lastUserText({ messages }: ChatBody): string {
  for (let at = messages.length - 1; at >= 0; at--) {
    const message = messages[at];
    if (message?.role !== 'user') continue;
    const { content } = message;
    const text = Array.isArray(content)
      ? content.map(({ text: part }) => (typeof part === 'string' ? part : '')).join('\n')
      : typeof content === 'string'
        ? content
        : '';
    if (text.length <= HEAD_CHARS + TAIL_CHARS) return text;
    return `${text.slice(0, HEAD_CHARS)}\n${text.slice(-TAIL_CHARS)}`;
  }
  return '';
}
