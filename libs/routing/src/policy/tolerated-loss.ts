/**
 * Targets and the loss of P(good) that may be tolerated per request to keep them on average; fitted to the shipped weights by
 * `tools/router/targets.ts`.
 */
const LOSS_BY_TARGET: readonly (readonly [target: number, loss: number])[] = [
  [0.5, 1],
  [0.8, 0.482],
  [0.83, 0.362],
  [0.86, 0.246],
  [0.89, 0.218],
  [0.92, 0.192],
  [0.95, 0.168],
  [0.97, 0.146],
  [0.98, 0.132],
  [0.99, 0.124],
  [0.995, 0.11],
  [1, 0],
];

/**
 * How much less likely than the strongest model's a good answer may be, so that over many requests the share `target` of what the
 * strongest model would get is kept. Linear between the points of the table, which come from the development data.
 */
export function toleratedLoss(target: number): number {
  let before = LOSS_BY_TARGET[0] ?? [0, 1];
  for (const point of LOSS_BY_TARGET) {
    if (target <= point[0]) {
      const width = point[0] - before[0];
      const share = width === 0 ? 1 : (target - before[0]) / width;
      return before[1] + (point[1] - before[1]) * Math.max(0, share);
    }
    before = point;
  }
  return 0;
}

const DIAL_MAX = 10;
const SHARE_AT_ZERO = 0.8;

/** The quality target that a position of the dial stands for; null = none (0: the cheapest, whatever it is). */
export function targetOfDial(dial: number): number | null {
  if (dial <= 0) return null;
  return SHARE_AT_ZERO + ((1 - SHARE_AT_ZERO) * Math.min(DIAL_MAX, dial)) / DIAL_MAX;
}
