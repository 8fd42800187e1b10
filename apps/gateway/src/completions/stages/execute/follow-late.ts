import type { CompletionServices } from '../../services.ts';
import type { AttemptEnd, LateEnd } from './attempt.ts';
import { recordAttempt } from './attempt-record.ts';
import type { Walk } from './walk.ts';

/** Everything about a call but its end. */
type Called = Omit<Parameters<typeof recordAttempt>[0], 'end'> & {
  readonly walk: Walk;
  readonly services: CompletionServices;
};

/**
 * Waits for the usage of a call that the request has gone on without. Where it comes, it takes the place of the estimate in
 * the attempt's row, and what the request costs is reckoned anew; what became of the attempt stays what it was.
 */
export function followLate(given: AttemptEnd, late: LateEnd, { walk, services, ...called }: Called): void {
  const { run, number } = called;
  const done = late.end.then((end) => {
    const index = run.attempts.findIndex((attempt) => attempt.number === number);
    if (end === null || index < 0) return;
    run.attempts[index] = recordAttempt({ ...called, end: { ...end, outcome: given.outcome, failure: given.failure } });
    run.accounting = null;
  });
  run.lateCalls.push(done);
  services.flights.late.add(late, done);
  walk.lateCalls.push(late);
}
