import { randomBytes } from 'node:crypto';

/** Ids that no other id of any running simulator equals: random at the front, counted at the end. Letters and digits. */
export class IdSource {
  readonly #prefix = BigInt(`0x${randomBytes(12).toString('hex')}`)
    .toString(36)
    .padStart(19, '0')
    .slice(-16);
  #count = 0;

  /** The next id, 24 characters. */
  next(): string {
    this.#count += 1;
    return this.#prefix + this.#count.toString(36).padStart(8, '0');
  }
}
