import type { ChatBody } from '@llm-cost-optimizer/contracts';

/** The text of the last user message (else of the last message), its parts joined by line feeds; empty when it has none. */
export function lastUserText({ messages }: Pick<ChatBody, 'messages'>): string {
  const message = messages.findLast(({ role }) => role === 'user') ?? messages.at(-1);
  const content = message?.content;
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.flatMap(({ text }) => (typeof text === 'string' ? [text] : [])).join('\n');
}
