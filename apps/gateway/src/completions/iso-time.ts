let lastMs = Number.NaN;
let lastText = '';

/** A wall clock time as UTC ISO text. Remembers the last one: under load many requests start in the same millisecond. */
export function isoTime(ms: number): string {
  if (ms !== lastMs) {
    lastText = new Date(ms).toISOString();
    lastMs = ms;
  }
  return lastText;
}
