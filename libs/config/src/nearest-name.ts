const MAX_CHARS = 60;

/** The known name nearest to a mistyped one; null when none is near. Compares in lower case by edit distance. */
export function nearestName(name: string, known: Iterable<string>): string | null {
  const wanted = name.trim().toLowerCase().slice(0, MAX_CHARS);
  const limit = Math.max(2, Math.floor(wanted.length * 0.4));
  let best: string | null = null;
  let bestDistance = limit + 1;
  for (const candidate of known) {
    const text = candidate.toLowerCase();
    // `openai_key` for `openai`, `monthly` for `monthly_budget`: a part of a name is near, but less than a slip of the pen.
    const isPart = wanted.length >= 4 && (text.includes(wanted) || wanted.includes(text));
    const distance = Math.min(editDistance(wanted, text), isPart ? limit : Number.POSITIVE_INFINITY);
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

function editDistance(one: string, other: string): number {
  let previous = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const substituted = (previous[column - 1] ?? 0) + (one[row - 1] === other[column - 1] ? 0 : 1);
      current.push(Math.min(substituted, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[other.length] ?? other.length;
}
