const MAX_NAME_CHARS = 80;
const MAX_SUGGESTIONS = 3;
/** Shorter ones are a part of nearly every name. */
const MIN_PART_CHARS = 4;

/**
 * Names nearest to a mistyped one, best first, at most three; empty when nothing is near. Compares in lower case by edit
 * distance, so that `claude-sonet` finds `claude-sonnet`. A part of a name (`monthly` for `monthly_budget`, `openai_key`
 * for `openai`) is near as well, but less than a slip of the pen.
 */
export function nearestNames(name: string, known: Iterable<string>): string[] {
  const wanted = name.trim().toLowerCase().slice(0, MAX_NAME_CHARS);
  if (wanted === '') return [];
  const limit = Math.max(2, Math.floor(wanted.length * 0.4));
  const near: { candidate: string; distance: number }[] = [];
  for (const candidate of known) {
    const text = candidate.toLowerCase();
    const isPart = wanted.length >= MIN_PART_CHARS && (text.includes(wanted) || wanted.includes(text));
    const distance = Math.min(editDistance(wanted, text, limit), isPart ? limit : Number.POSITIVE_INFINITY);
    if (distance <= limit) near.push({ candidate, distance });
  }
  near.sort((a, b) => a.distance - b.distance || a.candidate.length - b.candidate.length || compare(a, b));
  return near.slice(0, MAX_SUGGESTIONS).map(({ candidate }) => candidate);
}

function compare(a: { candidate: string }, b: { candidate: string }): number {
  return a.candidate < b.candidate ? -1 : 1;
}

/** Levenshtein distance; anything beyond `limit` comes back as `limit + 1`. */
function editDistance(one: string, other: string, limit: number): number {
  if (Math.abs(one.length - other.length) > limit) return limit + 1;
  let previous = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const substituted = (previous[column - 1] ?? 0) + (one[row - 1] === other[column - 1] ? 0 : 1);
      current.push(Math.min(substituted, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return Math.min(previous[other.length] ?? limit + 1, limit + 1);
}
