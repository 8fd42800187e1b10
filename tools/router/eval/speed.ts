import { createHeuristicScorer } from '../../../libs/routing/src/complexity/heuristic-scorer.ts';
import { extractFeatures } from '../../../libs/routing/src/features.ts';
import type { QualityModel } from '../../../libs/routing/src/quality/quality-model.ts';
import type { EvalRow } from './data.ts';
import { table } from './tables.ts';

const SIZES = [512, 8 * 1024, 64 * 1024] as const;
const PROMPTS = 400;
const REPEATS = 5;
const WARM_UP = 500;

/** Time of one decision's reading by prompt size, on this machine as busy as it is. */
export function speedTable(quality: QualityModel, rows: readonly EvalRow[]): string {
  const text = rows.map(({ row }) => row.prompt).join('\n\n');
  const heuristic = createHeuristicScorer();
  const lines = SIZES.flatMap((size) => {
    const bodies = Array.from({ length: PROMPTS }, (_, at) => bodyOf(text, size, at));
    return [
      line(size, 'learned reading', bodies, (body) => quality.read(body)),
      line(size, 'keyword score', bodies, (body) => heuristic.score(body, extractFeatures(body, size))),
    ];
  });
  return table(['prompt', 'what', 'best of 5: p50', 'p99', 'all: p50', 'p99'], lines);
}

type Body = Parameters<QualityModel['read']>[0];

function bodyOf(text: string, size: number, at: number): Body {
  const start = (at * 7_919) % Math.max(1, text.length - size);
  return { model: 'auto', messages: [{ role: 'user', content: text.slice(start, start + size) }] };
}

/** Each prompt several times: the best is the work itself, all of them together what a busy machine makes of it. */
function line(size: number, what: string, bodies: readonly Body[], work: (body: Body) => unknown): string[] {
  for (let round = 0; round < WARM_UP; round++) timed(bodies[round % bodies.length], work);
  const all = bodies.map((body) => Array.from({ length: REPEATS }, () => timed(body, work)));
  const best = all.map((times) => Math.min(...times));
  return [`${size / 1024} KB`, what, at(best, 0.5), at(best, 0.99), at(all.flat(), 0.5), at(all.flat(), 0.99)];
}

function timed(body: Body | undefined, work: (body: Body) => unknown): number {
  if (body === undefined) return 0;
  const started = performance.now();
  work(body);
  return (performance.now() - started) * 1_000;
}

function at(times: readonly number[], share: number): string {
  const sorted = [...times].sort((a, b) => a - b);
  return `${(sorted[Math.floor(share * sorted.length)] ?? 0).toFixed(0)} µs`;
}
