import { createHash, randomBytes, randomInt } from 'node:crypto';

const ID_LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';
const ID_LENGTH = 8;
const CHECKSUM_LENGTH = 6;

export interface NewSecret {
  /** `sk-lco-<id>-<43 random characters><6 characters checksum>`; shown once, never stored. */
  readonly secret: string;
  /** `sk-lco-<id>`: recognises the key in lists and logs. */
  readonly prefix: string;
}

/**
 * Makes the secret of a virtual key: 256 random bits, with a checksum so that secret scanners and people can tell a
 * real key from a mistyped one without asking anybody.
 */
export function createSecret(): NewSecret {
  const id = Array.from({ length: ID_LENGTH }, () => ID_LETTERS[randomInt(ID_LETTERS.length)]).join('');
  const prefix = `sk-lco-${id}`;
  const body = `${prefix}-${randomBytes(32).toString('base64url')}`;
  return { secret: `${body}${checksum(body)}`, prefix };
}

/** True when the text has the form of a virtual key and its checksum fits. Says nothing about whether it is known. */
export function isWellFormedSecret(text: string): boolean {
  if (!/^sk-lco-[a-z0-9]{8}-[A-Za-z0-9_-]{49}$/.test(text)) return false;
  const body = text.slice(0, -CHECKSUM_LENGTH);
  return text.endsWith(checksum(body));
}

function checksum(body: string): string {
  return createHash('sha256').update(body).digest('hex').slice(0, CHECKSUM_LENGTH);
}
