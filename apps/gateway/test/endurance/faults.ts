import type { Simulator } from '@llm-cost-optimizer/simulator';

/** Faults of providers, each as likely as the others. Together they hit about the share of all calls that is asked for. */
const FAULTS = [
  { status: 429, headers: { 'retry-after': '0' } },
  { status: 500 },
  { status: 503, html: true },
  { status: 529 },
  { cut: 'beforeHeaders' },
  { cut: 'afterHeaders' },
  { cut: 'afterChunks', afterChunks: 2 },
  { truncate: true, afterChunks: 1 },
  { errorEvent: true, afterChunks: 1 },
  { malformed: true },
  { emptyBody: true },
  { noUsage: true },
  { chunking: 'random' },
] as const;

/** Lets the simulated providers fail in `share` of all calls, by their own seeded coin. */
export function makeUnreliable(simulator: Simulator, share: number): void {
  // Rules are asked in order, so each later coin is tossed for what the earlier ones left.
  let left = 1;
  for (const fault of FAULTS) {
    const each = share / FAULTS.length;
    simulator.faults.add({ match: { probability: each / left }, fault });
    left -= each;
  }
}
