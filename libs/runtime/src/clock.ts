import { performance } from 'node:perf_hooks';
import type { Clock } from '@llm-cost-optimizer/contracts';

/** The machine's clocks. */
export const systemClock: Clock = Object.freeze({
  now: () => Date.now(),
  monotonic: () => performance.now(),
});
