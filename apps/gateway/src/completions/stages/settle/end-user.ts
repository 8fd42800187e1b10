import type { ChatRequest } from '@llm-cost-optimizer/contracts';

const MAX_NAME_CHARS = 200;

/** `user` and its successor `safety_identifier` name the end user; null = the request names none. */
export function endUserOf(request: ChatRequest | null): string | null {
  if (request === null) return null;
  const { user, safety_identifier: safetyIdentifier } = request.body;
  if (typeof safetyIdentifier === 'string' && safetyIdentifier !== '') return safetyIdentifier.slice(0, MAX_NAME_CHARS);
  return typeof user === 'string' && user !== '' ? user.slice(0, MAX_NAME_CHARS) : null;
}
