import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { extractFeatures } from '../features.ts';
import { createHeuristicScorer } from './heuristic-scorer.ts';

/** Public results of a stronger and a weaker model on the same prompts; kept beside the repository, not in it. */
const DATA = fileURLToPath(new URL('../../../../../shared/routing-data/dev.jsonl', import.meta.url));

interface Scored {
  readonly score: number;
  /** The weak model failed where the strong one succeeded. */
  readonly needsStrong: boolean;
  readonly weakFails: boolean;
}

function readRows(): Scored[] {
  const scorer = createHeuristicScorer();
  const lines = readFileSync(DATA, 'utf8').split('\n');
  return lines
    .filter((line) => line !== '')
    .map((line) => {
      const row: unknown = JSON.parse(line);
      const { prompt, strong_score: strong, weak_score: weak } = row as Record<string, string | number>;
      const body = { model: 'auto', messages: [{ role: 'user', content: String(prompt) }] };
      const { score } = scorer.score(body, extractFeatures(body, Buffer.byteLength(String(prompt))));
      const weakFails = Number(weak) < 0.5;
      return { score, weakFails, needsStrong: weakFails && Number(strong) >= 0.5 };
    });
}

function mean(rows: readonly Scored[]): number {
  return rows.reduce((sum, { score }) => sum + score, 0) / rows.length;
}

/** Chance that a row of the first kind scores above one of the second; 0.5 = no better than a constant. */
function separation(above: readonly Scored[], below: readonly Scored[]): number {
  let wins = 0;
  for (const one of above)
    for (const other of below) wins += one.score > other.score ? 1 : one.score === other.score ? 0.5 : 0;
  return wins / (above.length * below.length);
}

describe.skipIf(!existsSync(DATA))('score against public results (skipped where the routing data are absent)', () => {
  const rows = existsSync(DATA) ? readRows() : [];

  it('is higher on average where the strong model is needed than where it is not', () => {
    const needed = rows.filter(({ needsStrong }) => needsStrong);
    const others = rows.filter(({ needsStrong }) => !needsStrong);
    expect(needed.length).toBeGreaterThan(100);
    expect(mean(needed)).toBeGreaterThan(mean(others));
    expect(separation(needed, others)).toBeGreaterThan(0.52);
  });

  it('tells prompts that the weak model fails from those it masters better than a constant would', () => {
    const failed = rows.filter(({ weakFails }) => weakFails);
    const mastered = rows.filter(({ weakFails }) => !weakFails);
    expect(separation(failed, mastered)).toBeGreaterThan(0.55);
  });

  it('uses the whole scale', () => {
    const used = new Set(rows.map(({ score }) => score));
    expect(used.size).toBeGreaterThanOrEqual(9);
  });
});
