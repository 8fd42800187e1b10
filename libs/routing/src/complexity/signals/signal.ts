import type { ScoreReason } from '@llm-cost-optimizer/contracts';
import type { TextScan } from '../text-scan.ts';
import type { Turn } from '../turn.ts';

/** One thing that makes a request harder or easier. Returns the points and why; null = nothing to say. */
export type Signal = (scan: TextScan, turn: Turn) => ScoreReason | null;

/** Reasons are made once: a signal picks among them and writes no text per request. */
export function reason(signal: string, weight: number, detail: string): ScoreReason {
  return Object.freeze({ signal, weight, detail });
}
