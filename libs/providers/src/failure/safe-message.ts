const MAX_LENGTH = 1_000;

/** What must never reach a client: keys, tenants, addresses of ours. The provider's text is kept otherwise. */
const SECRETS: readonly (readonly [RegExp, string])[] = [
  [/\b(?:https?|wss?):\/\/[^\s"'<>)\]]+/gi, '[address]'],
  [/\bBearer\s+[^\s"',]+/gi, 'Bearer [key]'],
  [/\b(?:sk|gsk|pk|rk|xai|key)[-_][A-Za-z0-9*_-]{4,}/g, '[key]'],
  [/\b(?:org|proj|organization|project|acct|user)[-_][A-Za-z0-9]{6,}\b/g, '[account]'],
  [/\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b/g, '[address]'],
  [
    /\b(?:localhost|[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|net|org|io|ai|dev|local|internal|cloud|svc|lan))(?::\d+)?\b/gi,
    '[address]',
  ],
];

/** A provider's message without keys, account ids and host names, in one line of at most 1,000 characters. */
export function safeMessage(message: string): string {
  let text = message.slice(0, MAX_LENGTH * 4);
  for (const [pattern, replacement] of SECRETS) text = text.replace(pattern, replacement);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed.
  text = text.replace(/[\u0000-\u001f\u007f\s]+/g, ' ').trim();
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH - 1)}…` : text;
}
