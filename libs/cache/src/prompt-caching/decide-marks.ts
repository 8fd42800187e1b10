import type { PromptCacheMark, PromptCacheTtl, PromptCachingReason } from '@llm-cost-optimizer/contracts';
import { type CacheRates, noRepeats, pays, TTL_MS, type Worth, worthOf } from './break-even.ts';
import type { HeadStanding, KnownBoundary } from './prefix-memory.ts';
import type { PromptBoundary, PromptShape } from './prompt-shape.ts';

/** A place to mark, with what is expected of it. */
export interface PlannedMark {
  readonly mark: PromptCacheMark;
  readonly digest: number;
  readonly tokens: number;
  /** True where an earlier call left it in the cache: it will be read, not written. */
  readonly isWarm: boolean;
}

export interface MarkDecision {
  readonly reason: PromptCachingReason;
  readonly marks: readonly PlannedMark[];
  /** Of the longest part that pays; where none does, of tools and system text. Null = nothing was reckoned. */
  readonly worth: Worth | null;
  /** Expected change of the price in fresh tokens: what is read for less, less what is written for more. */
  readonly expectedTokensSaved: number;
}

/** What the provider allows. */
const MAX_MARKS = 4;

/** What is known of a prompt when it is decided upon. */
export interface DecisionInput {
  readonly shape: PromptShape;
  readonly standing: HeadStanding;
  readonly rates: CacheRates;
  readonly minTokens: number;
  /** Estimated tokens of one character at this model. */
  readonly tokensPerChar: number;
  readonly now: number;
}

/**
 * Where the prompt is to be marked: behind tools and system text, behind leading messages that come again and again, at what an
 * earlier turn left in the cache, and at the end of a conversation that is expected to go on. Each only where its expected reads
 * pay for the write. Nothing where the client set any mark of its own.
 */
export function decideMarks(input: DecisionInput): MarkDecision {
  const { shape, standing } = input;
  if (shape.hasClientMarks) return nothing('client_marks', null);
  const found = candidates(input);
  const marks = ordered(found, input);
  const [last] = marks.slice(-1);
  if (last === undefined) {
    const best = worthOf(bestRepeats(standing), input.rates, standing.trust);
    return nothing(best.expectedReads === 0 ? 'no_repeats' : 'below_break_even', best);
  }
  const worth = found.find(({ digest }) => digest === last.digest)?.worth ?? null;
  return { reason: 'pays', marks, worth, expectedTokensSaved: expectedSaving(marks, input.rates) };
}

/** What came again most often, for the numbers of a decision against marking. */
function bestRepeats({ repeats, leading, tails }: HeadStanding) {
  const all = [repeats, ...leading.map((one) => one.repeats), tails].filter((one) => one !== null);
  return all.reduce(
    (best, one) => (one.long / (one.total + 1) > best.long / (best.total + 1) ? one : best),
    noRepeats(),
  );
}

interface Found {
  readonly boundary: PromptBoundary;
  readonly digest: number;
  readonly worth: Worth;
  readonly isWarm: boolean;
}

function candidates({ shape, standing, rates, now }: DecisionInput): Found[] {
  const { repeats, tails, trust, leading, deepestWarm } = standing;
  const found: Found[] = [];
  const add = (boundary: PromptBoundary, worth: Worth, warmUntil: number): void => {
    const isWarm = warmUntil > now;
    if (isWarm || pays(worth)) found.push({ boundary, digest: boundary.digest, worth, isWarm });
  };
  const { at } = shape.head;
  if (at !== null) add({ ...shape.head, at }, worthOf(repeats, rates, trust), standing.warmUntil);
  const known = [...leading].reverse().find((one) => pays(worthOf(one.repeats, rates, trust)) || one.warmUntil > now);
  if (known !== undefined) add(known.boundary, worthOf(known.repeats, rates, trust), known.warmUntil);
  const tailWorth = worthOf(tails, rates, trust);
  if (deepestWarm !== null) add(deepestWarm.boundary, tailWorth, deepestWarm.warmUntil);
  const end = shape.messages.at(-1);
  if (end !== undefined) add(end, tailWorth, warmOf(end, leading, deepestWarm));
  return found;
}

function warmOf({ digest }: PromptBoundary, leading: readonly KnownBoundary[], warm: KnownBoundary | null): number {
  if (warm?.boundary.digest === digest) return warm.warmUntil;
  return leading.find(({ boundary }) => boundary.digest === digest)?.warmUntil ?? 0;
}

/** In the order of the prompt, each place once, long enough, and longer lifetimes before shorter ones, as the provider wants it. */
function ordered(found: readonly Found[], { minTokens, tokensPerChar }: DecisionInput): PlannedMark[] {
  const places = new Map<number, Found>();
  for (const one of found) if (!places.has(one.digest)) places.set(one.digest, one);
  const marks: PlannedMark[] = [];
  let longest: PromptCacheTtl = '1h';
  for (const { boundary, worth, digest, isWarm } of [...places.values()].sort(
    (one, other) => one.boundary.chars - other.boundary.chars,
  )) {
    const tokens = Math.floor(boundary.chars * tokensPerChar);
    if (tokens < minTokens || marks.length >= MAX_MARKS) continue;
    if (TTL_MS[worth.ttl] < TTL_MS[longest]) longest = worth.ttl;
    marks.push({ mark: { at: boundary.at, ttl: longest }, digest, tokens, isWarm });
  }
  return marks;
}

/** Reads up to the last warm mark, writes behind it. */
function expectedSaving(marks: readonly PlannedMark[], rates: CacheRates): number {
  const read = marks.findLast(({ isWarm }) => isWarm)?.tokens ?? 0;
  let saved = read * (1 - rates.read);
  let from = read;
  for (const { tokens, mark } of marks) {
    if (tokens <= from) continue;
    const rate = mark.ttl === '1h' ? (rates.writeLong ?? rates.write) : rates.write;
    saved -= (tokens - from) * (rate - 1);
    from = tokens;
  }
  return saved;
}

function nothing(reason: PromptCachingReason, worth: Worth | null): MarkDecision {
  return { reason, marks: [], worth, expectedTokensSaved: 0 };
}
