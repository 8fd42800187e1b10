import type { Run } from './run.ts';

/** From now on the request waits for others: a provider, a pause between attempts, the flight of another request. */
export function beginWait(run: Run, now: number): void {
  run.waitingSince = now;
}

export function endWait(run: Run, now: number): void {
  if (run.waitingSince === null) return;
  run.waitedMs += now - run.waitingSince;
  run.waitingSince = null;
}

/** Milliseconds of the request's time so far that were the gateway's own. Never negative. */
export function overheadMs(run: Run, now: number): number {
  const waiting = run.waitingSince === null ? 0 : now - run.waitingSince;
  return Math.max(0, now - run.startedAt - run.waitedMs - waiting);
}
