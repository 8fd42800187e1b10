/** Weakest first. */
const LADDER = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'];

/**
 * The value of `reasoning_effort` to send to a model that takes only `supported`: the one asked for, else the nearest
 * (the cheaper of two equally near). Null = leave it out: the model's default is the nearest thing.
 */
export function nearestEffort(asked: string, supported: readonly string[]): string | null {
  if (supported.includes(asked)) return asked;
  const place = LADDER.indexOf(asked);
  if (place < 0) return null;
  let best: string | null = null;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const [index, effort] of LADDER.entries()) {
    // Thinking off is not a little less than thinking a little: it is chosen only when asked for.
    if (!supported.includes(effort) || (effort === 'none' && asked !== 'none')) continue;
    const distance = Math.abs(index - place);
    if (distance < bestDistance) {
      best = effort;
      bestDistance = distance;
    }
  }
  return best;
}
