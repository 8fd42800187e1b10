/**
 * The only place where numbers become text. Unknown (null) is always a dash, never a zero; a paid request never reads
 * `$0.00`. The functions take what the API sends: decimal strings for money, ratios 0..1, milliseconds, ISO times.
 */
const locale = 'en-US';
/** Stands for an unknown figure; the place that shows it explains why. */
export const UNKNOWN = '–';

const grouped = new Intl.NumberFormat(locale);
const compact = new Intl.NumberFormat(locale, {
  notation: 'compact',
  minimumFractionDigits: 0,
  maximumFractionDigits: 1,
});
const dollars = new Intl.NumberFormat(locale, { style: 'currency', currency: 'USD' });
const wholeDollars = new Intl.NumberFormat(locale, { style: 'currency', currency: 'USD', maximumFractionDigits: 0 });
const compactDollars = new Intl.NumberFormat(locale, {
  style: 'currency',
  currency: 'USD',
  notation: 'compact',
  maximumFractionDigits: 1,
});

/**
 * Money: cents from one dollar up, whole dollars from 100,000, and at least two significant digits below a dollar
 * (`$0.00042`). Zero is `$0.00`, null a dash.
 */
export function formatUsd(value: string | null): string {
  if (value === null) return UNKNOWN;
  const amount = Number(value);
  const size = Math.abs(amount);
  if (size >= 100_000) return wholeDollars.format(amount);
  if (size >= 1 || size === 0) return dollars.format(size === 0 ? 0 : amount);
  return formatUsdFixed(value, usdDigits(value));
}

/** Decimals that `formatUsd` shows of an amount; parts of a sum are shown with those of the sum. */
export function usdDigits(value: string): number {
  const size = Math.abs(Number(value));
  if (size >= 100_000) return 0;
  if (size >= 1 || size === 0) return 2;
  return Math.min(12, Math.max(2, 1 - Math.floor(Math.log10(size))));
}

/** Money with a fixed number of decimals, for parts of a sum (see `usdDigits` and `apportion`). */
export function formatUsdFixed(value: string, digits: number): string {
  const format = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: 'USD',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return format.format(Number(value) === 0 ? 0 : Number(value));
}

const rate = new Intl.NumberFormat(locale, { style: 'currency', currency: 'USD', maximumFractionDigits: 9 });

/** A price list's rate, with all its digits and at least cents: `$0.125`, `$10.00`. */
export function formatRate(value: string | null): string {
  return value === null ? UNKNOWN : rate.format(Number(value));
}

/** Money with every digit the ledger holds, for copying and for popovers. */
export function formatUsdExact(value: string | null): string {
  if (value === null) return UNKNOWN;
  return value.startsWith('-') ? `-$${value.slice(1)}` : `$${value}`;
}

/** Short money for chart axes: `$1.2K`, `$0.004`. */
export function formatUsdAxis(amount: number): string {
  const size = Math.abs(amount);
  if (size >= 1000) return compactDollars.format(amount);
  if (size >= 10 || size === 0) return wholeDollars.format(amount);
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: 'USD',
    minimumFractionDigits: 0,
    maximumSignificantDigits: 2,
  }).format(amount);
}

/** Counts with group separators. */
export function formatCount(value: number | null): string {
  return value === null ? UNKNOWN : grouped.format(value);
}

/** Counts in little room: `12.4K`; exact below 10,000. */
export function formatCompact(value: number | null): string {
  if (value === null) return UNKNOWN;
  return Math.abs(value) < 10_000 ? grouped.format(value) : compact.format(value);
}

/** Tokens in little room, as `formatCompact`. */
export const formatTokens = formatCompact;

/** Milliseconds: `0.8 ms`, `412 ms`, `1.84 s`, `2 min 5 s`. */
export function formatMs(value: number | null): string {
  if (value === null) return UNKNOWN;
  if (value < 10) return `${trim(value, 1)} ms`;
  if (value < 999.5) return `${Math.round(value)} ms`;
  if (value < 9_995) return `${trim(value / 1000, 2)} s`;
  if (value < 59_950) return `${trim(value / 1000, 1)} s`;
  const seconds = Math.round(value / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** A ratio 0..1 as percent. Never rounds something short of all to `100%`, nor something above nothing to `0%`. */
export function formatPercent(ratio: number | null, fractionDigits = 1): string {
  if (ratio === null) return UNKNOWN;
  const percent = ratio * 100;
  const step = 10 ** -fractionDigits;
  if (percent > 0 && percent < step) return `<${trim(step, fractionDigits)}%`;
  if (percent < 100 && percent > 100 - step / 2) return `>${trim(100 - step, fractionDigits)}%`;
  return `${trim(percent, fractionDigits)}%`;
}

/** Changes below half a percent are shown as none. */
export function isFlatChange(ratio: number): boolean {
  return Math.abs(ratio) < 0.005;
}

/** A change with its sign: `+12.5%`, `−3%`, `±0%`. */
export function formatChange(ratio: number): string {
  if (isFlatChange(ratio)) return '±0%';
  const digits = Math.abs(ratio) >= 0.1 ? 0 : 1;
  return `${ratio > 0 ? '+' : '−'}${trim(Math.abs(ratio) * 100, digits)}%`;
}

/** Local date and time with seconds. */
export function formatDateTime(iso: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' }).format(
    new Date(iso),
  );
}

/** Local time of day with seconds. */
export function formatTime(iso: string): string {
  return new Intl.DateTimeFormat(locale, { timeStyle: 'medium', hourCycle: 'h23' }).format(new Date(iso));
}

/**
 * Starts of the buckets that get a label on the axis: midnights when hours of several days are shown, otherwise all
 * (null: the chart thins them out).
 */
export function axisTicks(starts: readonly string[], bucket: 'minute' | 'hour' | 'day'): string[] | null {
  if (bucket !== 'hour' || starts.length <= 48) return null;
  return starts.filter((start) => new Date(start).getHours() === 0);
}

/** A span of local time: `Jul 3, 10:00 – 14:30`; both dates where they differ. */
export function formatSpan(fromIso: string, toIso: string): string {
  const format = new Intl.DateTimeFormat(locale, {
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  return format.formatRange(new Date(fromIso), new Date(toIso));
}

/** Local month and day. */
export function formatDay(iso: string): string {
  return new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric' }).format(new Date(iso));
}

/** Label of a chart bucket: time of day below a day, date for days. */
export function formatBucket(iso: string, bucket: 'minute' | 'hour' | 'day', isLong = false): string {
  const date = new Date(iso);
  if (bucket === 'day') {
    // Day buckets are UTC days; in local time they would be named after the day before west of Greenwich.
    return new Intl.DateTimeFormat(locale, {
      month: 'short',
      day: 'numeric',
      timeZone: 'UTC',
      ...(isLong && { weekday: 'short' }),
    }).format(date);
  }
  const time = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(date);
  if (!isLong) return time;
  return `${new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric' }).format(date)}, ${time}`;
}

/** Age of a moment: `now`, `42 s ago`, `5 min ago`, `3 h ago`, then the date. */
export function formatAge(iso: string, nowMs: number): string {
  const seconds = Math.max(0, Math.round((nowMs - Date.parse(iso)) / 1000));
  if (seconds < 2) return 'now';
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  return new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric' }).format(new Date(iso));
}

/** `1 request`, `2 requests`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

function trim(value: number, digits: number): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(value);
}

/** A name as it is; a dash where a request ended before anybody knew it. */
export function formatName(name: string): string {
  return name === '' ? UNKNOWN : name;
}
