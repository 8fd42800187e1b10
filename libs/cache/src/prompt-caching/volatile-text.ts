import { endingDigests } from './prefix-digest.ts';

/** System text whose end comes again and again while its beginning differs each time. */
export interface VolatileBeginning {
  /** Of the last 4,096 characters, so that it stays the same while more is learned. */
  readonly digest: number;
  /** Characters of the end that stayed the same; a power of two, so that at least half of the truth. */
  readonly stableChars: number;
  /** Prompts seen with this end and a beginning that had not come before. */
  readonly times: number;
  readonly firstAt: number;
  readonly lastAt: number;
}

interface Ending {
  times: number;
  readonly firstAt: number;
  lastAt: number;
}

const MAX_ENDINGS = 5_000;
/** Up to 64 Ki characters. */
const LENGTHS = 5;
const MIN_TIMES = 5;

/**
 * Finds system text that no prompt cache can keep, because something that changes (a time, an id) stands before what stays the
 * same. Holds digests, no text; bounded.
 */
export class VolatileTexts {
  private readonly endings = new Map<number, Ending>();

  /** For system text that came for the first time as a whole. Null = its end has not come often enough to say so. */
  look(text: string, seed: number, now: number): VolatileBeginning | null {
    let found: VolatileBeginning | null = null;
    const digests = endingDigests(text, seed, LENGTHS);
    for (const { digest, chars } of digests) {
      const known = this.endings.get(digest);
      const ending = known ?? { times: 0, firstAt: now, lastAt: now };
      ending.times += 1;
      ending.lastAt = now;
      this.keep(digest, ending);
      if (ending.times >= MIN_TIMES) found = { ...(found ?? { ...ending, digest }), stableChars: chars };
      if (known === undefined) break;
    }
    return found;
  }

  private keep(digest: number, ending: Ending): void {
    if (!this.endings.delete(digest) && this.endings.size >= MAX_ENDINGS) {
      const oldest = this.endings.keys().next();
      if (oldest.done !== true) this.endings.delete(oldest.value);
    }
    this.endings.set(digest, ending);
  }
}

const TIME = /\d{4}-\d{2}-\d{2}|\d{1,2}:\d{2}(:\d{2})?|\b1[6-9]\d{8,11}\b/;
const ID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b|\b[A-Za-z]+[_-]?[0-9a-f]{12,}\b/i;

/** What seems to change at the beginning of a text; null = it cannot be told. */
export function volatileKind(beginning: string): 'time' | 'id' | null {
  const looked = beginning.slice(0, 2_000);
  if (ID.test(looked)) return 'id';
  return TIME.test(looked) ? 'time' : null;
}
