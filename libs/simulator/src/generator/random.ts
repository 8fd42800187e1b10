import { hash } from 'node:crypto';

/** Deterministic stream of pseudo-random numbers (mulberry32). Equal seeds give equal streams on every machine. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** Next number in [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  /** Next integer in [low, high], both included. */
  between(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  /** One element. Throws RangeError when the list is empty. */
  pick<T>(list: readonly T[]): T {
    const value = list[Math.floor(this.next() * list.length)];
    if (value === undefined) throw new RangeError('pick needs a list with elements');
    return value;
  }
}

/** sha256 of a text as 64 hexadecimal digits. */
export function sha256Hex(text: string): string {
  return hash('sha256', text, 'hex');
}

/** Seed of 32 bits from a digest and further text; equal inputs give equal seeds. */
export function seedFrom(digestHex: string, extra: string): number {
  let value = Number.parseInt(digestHex.slice(0, 8), 16) >>> 0;
  for (let i = 0; i < extra.length; i += 1) value = Math.imul(value ^ extra.charCodeAt(i), 0x01000193);
  return value >>> 0;
}
