/** What became of points that were asked for. */
export interface Taken {
  readonly isTaken: boolean;
  /** Points left in the window, never below 0. */
  readonly remaining: number;
  /** Milliseconds until the window begins anew. */
  readonly resetMs: number;
}

/** Counts points per name in windows of a minute, for one gateway or for all that share a Redis. */
export interface RateLimiter {
  /** Takes `points` of `limit` for the minute that began with the first taking; nothing when they do not fit. Never rejects. */
  take(name: string, points: number, limit: number): Promise<Taken>;
  /** Gives points back (or, below 0, takes more, also beyond the limit), once the true number is known. Never rejects. */
  give(name: string, points: number, limit: number): Promise<void>;
}
