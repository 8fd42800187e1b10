import { createHeuristicScorer } from '../../../libs/routing/src/complexity/heuristic-scorer.ts';
import { extractFeatures } from '../../../libs/routing/src/features.ts';
import type { QualityModel } from '../../../libs/routing/src/quality/quality-model.ts';
import type { EvalRow } from './data.ts';
import { table } from './tables.ts';

const SIZES = [512, 8 * 1024, 64 * 1024] as const;
const ROUNDS = 2_000;
const WARM_UP = 500;

/** Time of one decision's reading by prompt size, in microseconds, on this machine as busy as it is. */
export function speedTable(quality: QualityModel, rows: readonly EvalRow[]): string {
  const text = rows.map(({ row }) => row.prompt).join('\n\n');
  const heuristic = createHeuristicScorer();
  const lines = SIZES.flatMap((size) => {
    const bodies = Array.from({ length: 50 }, (_, at) => bodyOf(text, size, at));
    return [
      line(size, 'learned reading', bodies, (body) => quality.read(body)),
      line(size, 'keyword score', bodies, (body) => heuristic.score(body, extractFeatures(body, size))),
    ];
  });
  return table(['prompt', 'what', 'p50', 'p99'], lines);
}

type Body = Parameters<QualityModel['read']>[0];

function bodyOf(text: string, size: number, at: number): Body {
  const start = (at * 7_919) % Math.max(1, text.length - size);
  return { model: 'auto', messages: [{ role: 'user', content: text.slice(start, start + size) }] };
}

function line(size: number, what: string, bodies: readonly Body[], work: (body: Body) => unknown): string[] {
  const times: number[] = [];
  for (let round = 0; round < WARM_UP + ROUNDS; round++) {
    const body = bodies[round % bodies.length];
    if (body === undefined) continue;
    const started = performance.now();
    work(body);
    if (round >= WARM_UP) times.push((performance.now() - started) * 1_000);
  }
  times.sort((a, b) => a - b);
  const at = (share: number): string => `${(times[Math.floor(share * times.length)] ?? 0).toFixed(0)} µs`;
  return [`${size / 1024} KB`, what, at(0.5), at(0.99)];
}
