/** No hint counts for more: what a provider blocks for longer is asked again after this time. */
export const LONGEST_RETRY_AFTER_MS = 60_000;

/** At least one unit: `114h18m0s`, `6m0s`, `9m38.016s`, `6.596s`, `174ms`. */
const DURATION = /^(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+(?:\.\d+)?)s)?(?:(\d+(?:\.\d+)?)ms)?$/;
const IN_MESSAGE = /(?:try again|retry) (?:in|after) (\d[\dhms.]*|\d+(?:\.\d+)?) ?(seconds?|minutes?|milliseconds?)?/i;
const SECONDS = /^\d+(?:\.\d+)?$/;
const UNIT_MS: Readonly<Record<string, number>> = { second: 1_000, minute: 60_000, millisecond: 1 };

/** Limits whose state providers tell in headers of their own: OpenAI's, Groq's and Azure's, then Anthropic's. */
const LIMITS = ['requests', 'tokens'].map(
  (kind) => [`x-ratelimit-reset-${kind}`, `x-ratelimit-remaining-${kind}`] as const,
);
const ANTHROPIC_LIMITS = ['requests', 'tokens', 'input-tokens', 'output-tokens'].map(
  (kind) => [`anthropic-ratelimit-${kind}-reset`, `anthropic-ratelimit-${kind}-remaining`] as const,
);
/** OpenRouter's, and those of the draft of the IETF. */
const SINGLE_LIMITS = [
  ['x-ratelimit-reset', 'x-ratelimit-remaining'],
  ['ratelimit-reset', 'ratelimit-remaining'],
] as const;
const RESETS: readonly (readonly [reset: string, remaining: string])[] = [
  ...LIMITS,
  ...ANTHROPIC_LIMITS,
  ...SINGLE_LIMITS,
];
/** Numbers above are times since 1970, in seconds or milliseconds, instead of waits. */
const EPOCH_SECONDS = 1e9;
const EPOCH_MS = 1e12;

type Headers = Readonly<Record<string, string>>;

/** What an error says about waiting, besides its headers. */
export interface WaitingWords {
  readonly message: string | null;
  readonly retryDelay: string | null;
}

/**
 * Milliseconds that a provider asks to wait, at most `LONGEST_RETRY_AFTER_MS`; null when it says nothing usable.
 * Order: `retry-after-ms`, `retry-after` (seconds, a duration or an HTTP date), a field of the body, the text of the
 * message, then the reset of each limit that has nothing remaining.
 * A date in the past is 0; zero, negative and senseless numbers are no hint.
 */
export function retryAfterMs(headers: Headers, { message, retryDelay }: WaitingWords, nowMs: number): number | null {
  const hint =
    fromList(headers['retry-after-ms'], (text) => (SECONDS.test(text) ? Number(text) : null)) ??
    fromDate(headers['retry-after'], headers.date, nowMs) ??
    fromList(headers['retry-after'], fromSecondsOrDuration) ??
    fromList(retryDelay ?? undefined, fromSecondsOrDuration) ??
    fromMessage(message ?? '') ??
    fromResets(headers, nowMs);
  return hint === null ? null : Math.ceil(Math.min(hint, LONGEST_RETRY_AFTER_MS));
}

/** A repeated header arrives as one comma list; the longest wait in it holds. */
function fromList(header: string | undefined, read: (text: string) => number | null): number | null {
  if (header === undefined) return null;
  let longest: number | null = null;
  for (const part of header.split(',')) {
    const value = read(part.trim());
    if (value !== null && Number.isFinite(value) && value > 0) longest = Math.max(longest ?? 0, value);
  }
  return longest;
}

function fromSecondsOrDuration(text: string): number | null {
  return SECONDS.test(text) ? Number(text) * 1_000 : durationMs(text);
}

/** The longest reset of the limits that are used up; where the header says what remains, that decides. */
function fromResets(headers: Headers, nowMs: number): number | null {
  let longest: number | null = null;
  for (const [reset, remaining] of RESETS) {
    const text = headers[reset]?.trim();
    if (text === undefined || Number(headers[remaining] ?? '0') > 0) continue;
    const wait = fromReset(text, headers.date, nowMs);
    if (wait !== null && wait > 0) longest = Math.max(longest ?? 0, wait);
  }
  return longest;
}

/** `6m0s`, `1.5`, `1790000000`, `1790000000000` or `2026-11-24T12:00:07Z`. */
function fromReset(text: string, date: string | undefined, nowMs: number): number | null {
  if (/^\d{4}-\d\d-\d\dT/.test(text)) return untilDate(text, date, nowMs);
  const value = SECONDS.test(text) ? Number(text) : null;
  if (value === null) return durationMs(text);
  if (value < EPOCH_SECONDS) return value * 1_000;
  return untilDate(new Date(value < EPOCH_MS ? value * 1_000 : value).toISOString(), date, nowMs);
}

function fromDate(header: string | undefined, date: string | undefined, nowMs: number): number | null {
  if (header === undefined || !/[a-z]{3}.*:/i.test(header)) return null;
  return untilDate(header, date, nowMs);
}

/** The provider's own clock is the reference where it sends one, since ours may differ. */
function untilDate(text: string, date: string | undefined, nowMs: number): number | null {
  const until = Date.parse(text);
  if (Number.isNaN(until)) return null;
  const sent = date === undefined ? Number.NaN : Date.parse(date);
  return Math.max(0, until - (Number.isNaN(sent) ? nowMs : sent));
}

function fromMessage(message: string): number | null {
  const match = IN_MESSAGE.exec(message);
  const text = match?.[1]?.replace(/\.$/, '');
  if (text === undefined) return null;
  const unit = UNIT_MS[match?.[2]?.toLowerCase().replace(/s$/, '') ?? ''];
  const value = SECONDS.test(text) ? Number(text) * (unit ?? 1_000) : durationMs(text);
  return value !== null && value > 0 ? value : null;
}

function durationMs(text: string): number | null {
  const match = DURATION.exec(text);
  if (match === null || text === '') return null;
  const [, days, hours, minutes, seconds, milliseconds] = match.map((part) => Number(part ?? 0));
  const wholeMinutes = (Number(days) * 24 + Number(hours)) * 60 + Number(minutes);
  return wholeMinutes * 60_000 + Number(seconds) * 1_000 + Number(milliseconds);
}
