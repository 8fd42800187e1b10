import type { ChatBody } from '@llm-cost-optimizer/contracts';

/** Characters of each message that tell conversations apart. */
const MAX_CHARS = 2_000;

/**
 * A number that all turns of a conversation share: made of its beginning (system text and first user message), which stays while
 * the conversation grows. Null without any user message.
 */
export function conversationDigest({ messages }: Pick<ChatBody, 'messages'>): number | null {
  let hash = 0x811c9dc5;
  let hasUser = false;
  for (const { role, content } of messages) {
    hash = add(hash, role);
    if (typeof content === 'string') hash = add(hash, content);
    else if (Array.isArray(content)) {
      for (const part of content) if (typeof part.text === 'string') hash = add(hash, part.text);
    }
    if (role === 'user') {
      hasUser = true;
      break;
    }
  }
  return hasUser ? hash >>> 0 : null;
}

/** FNV-1a over the beginning of a text and its length. */
function add(hash: number, text: string): number {
  let mixed = Math.imul(hash ^ text.length, 0x01000193);
  const end = Math.min(text.length, MAX_CHARS);
  for (let at = 0; at < end; at++) mixed = Math.imul(mixed ^ text.charCodeAt(at), 0x01000193);
  return mixed;
}
