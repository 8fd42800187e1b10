import { addGap, addReturn, noRepeats, type Repeats, TTL_MS } from './break-even.ts';
import type { PlannedMark } from './decide-marks.ts';
import type { PromptBoundary, PromptShape } from './prompt-shape.ts';

/** A place of the prompt that has been seen before. */
export interface KnownBoundary {
  readonly boundary: PromptBoundary;
  readonly repeats: Repeats;
  /** Until when the provider keeps it; 0 = it does not. */
  readonly warmUntil: number;
}

/** What is known of a prompt when it comes. */
export interface HeadStanding {
  /** Of tools and system text. */
  readonly repeats: Repeats;
  readonly warmUntil: number;
  /** Of conversations that began with them: how often a prompt came again with more behind it. */
  readonly tails: Repeats;
  /** Share, 0 to 1, of expected reads that were reads. */
  readonly trust: number;
  /** Tools alone and the first messages, as far as they are known. */
  readonly leading: readonly KnownBoundary[];
  /** The longest part that the provider still keeps; null = none. */
  readonly deepestWarm: KnownBoundary | null;
  /** True when tools and system text came for the first time. */
  readonly isNew: boolean;
}

interface Seen {
  readonly repeats: Repeats;
  /** Start of the last call that ended well; null = none has ended yet. */
  usedAt: number | null;
  warmUntil: number;
  /** The end of a prompt; set to false once a longer prompt has come. */
  isTail: boolean;
}

interface Head extends Seen {
  readonly tails: Repeats;
  expected: number;
  hits: number;
}

const LEADING_MESSAGES = 4;
const WINDOW = 64;
/** Entries of about 200 bytes. */
const MAX_HEADS = 5_000;
const MAX_BOUNDARIES = 20_000;

/**
 * Which beginnings of prompts come again, and how soon. In memory, bounded: what was not seen for the longest time goes first.
 * Holds digests and times, no text.
 */
export class PrefixMemory {
  private readonly heads = new Map<number, Head>();
  private readonly boundaries = new Map<number, Seen>();

  /** Learns that the prompt has come, and tells what is known of it. To be called once for each prompt that goes to a model. */
  arrive(shape: PromptShape, now: number): HeadStanding {
    const known = this.heads.get(shape.head.digest);
    const head = known ?? newHead();
    keep(this.heads, shape.head.digest, head, MAX_HEADS);
    if (known !== undefined) addGap(head.repeats, gapOf(head, now));
    const leading = leadingOf(shape).flatMap((boundary): KnownBoundary[] => {
      const seen = this.boundaries.get(boundary.digest);
      if (seen === undefined) return [];
      addGap(seen.repeats, gapOf(seen, now));
      return [{ boundary, repeats: seen.repeats, warmUntil: seen.warmUntil }];
    });
    const deepestWarm = this.continueTail(shape, head, now);
    return {
      repeats: head.repeats,
      warmUntil: head.warmUntil,
      tails: head.tails,
      trust: (head.hits + 1) / (head.expected + 1),
      leading,
      deepestWarm,
      isNew: known === undefined,
    };
  }

  /** A call with the prompt has ended well. `marks` are those that it had, or would have had. */
  used(shape: PromptShape, marks: readonly PlannedMark[], at: number): void {
    const head = this.heads.get(shape.head.digest);
    if (head === undefined) return;
    head.usedAt = at;
    const end = shape.messages.at(-1);
    const isNewEnd = end !== undefined && !this.boundaries.has(end.digest);
    for (const { digest } of leadingOf(shape)) this.touch(digest, at);
    if (end !== undefined) {
      const seen = this.touch(end.digest, at);
      if (isNewEnd) {
        seen.isTail = true;
        addGap(head.tails, null);
      }
    }
    for (const { digest, mark } of marks) {
      const seen = digest === shape.head.digest ? head : this.touch(digest, at);
      seen.warmUntil = Math.max(seen.warmUntil, at + TTL_MS[mark.ttl]);
    }
  }

  /** What the provider said about an expected read, or a write that it did not make. */
  observe(
    shape: PromptShape,
    seen: { readonly wasExpected: boolean; readonly wasRead: boolean; readonly wasKept: boolean },
  ): void {
    const head = this.heads.get(shape.head.digest);
    if (head === undefined) return;
    if (seen.wasExpected) {
      head.expected += 1;
      if (seen.wasRead) head.hits += 1;
      if (head.expected > WINDOW) {
        head.expected /= 2;
        head.hits /= 2;
      }
    }
    if (seen.wasKept) return;
    head.warmUntil = 0;
    for (const { digest } of [...leadingOf(shape), ...shape.messages.slice(-1)]) {
      const boundary = this.boundaries.get(digest);
      if (boundary !== undefined) boundary.warmUntil = 0;
    }
  }

  get size(): { readonly heads: number; readonly boundaries: number } {
    return { heads: this.heads.size, boundaries: this.boundaries.size };
  }

  /** Finds the longest known part, from the end on; where it was the end of an earlier prompt, that conversation has gone on. */
  private continueTail({ messages }: PromptShape, head: Head, now: number): KnownBoundary | null {
    let isFirst = true;
    for (let index = messages.length - 1; index >= 0; index -= 1) {
      const boundary = messages[index];
      const seen = boundary === undefined ? undefined : this.boundaries.get(boundary.digest);
      if (boundary === undefined || seen === undefined) continue;
      if (isFirst && seen.isTail && seen.usedAt !== null) {
        seen.isTail = false;
        addReturn(head.tails, now - seen.usedAt);
      }
      isFirst = false;
      if (seen.warmUntil > now) return { boundary, repeats: seen.repeats, warmUntil: seen.warmUntil };
    }
    return null;
  }

  private touch(digest: number, at: number): Seen {
    const seen = this.boundaries.get(digest) ?? newBoundary();
    seen.usedAt = at;
    keep(this.boundaries, digest, seen, MAX_BOUNDARIES);
    return seen;
  }
}

function leadingOf({ tools, messages }: PromptShape): readonly PromptBoundary[] {
  const first = messages.slice(0, LEADING_MESSAGES);
  return tools === null ? first : [tools, ...first];
}

function gapOf({ usedAt }: Seen, now: number): number | null {
  return usedAt === null ? null : now - usedAt;
}

function newBoundary(): Seen {
  return { repeats: noRepeats(), usedAt: null, warmUntil: 0, isTail: false };
}

function newHead(): Head {
  return { ...newBoundary(), tails: noRepeats(), expected: 0, hits: 0 };
}

/** Insertion order is order of use. */
function keep<Value>(map: Map<number, Value>, key: number, value: Value, most: number): void {
  if (!map.delete(key) && map.size >= most) {
    const oldest = map.keys().next();
    if (oldest.done !== true) map.delete(oldest.value);
  }
  map.set(key, value);
}
