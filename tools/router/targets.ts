// Prints the table of `libs/routing/src/policy/tolerated-loss.ts` for the shipped weights: for each quality target the loss of
// P(good) per prompt that keeps it on the development data. Run it after the weights have changed:
// node tools/run-ts.mjs tools/router/targets.ts [path of dev.jsonl]
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { loadQualityModel } from '@llm-cost-optimizer/routing';

const TARGETS = [0.8, 0.83, 0.86, 0.89, 0.92, 0.95, 0.97, 0.98, 0.99, 0.995];
const STEP = 0.002;

interface Row {
  readonly prompt: string;
  readonly strong_model: string;
  readonly weak_model: string;
  readonly strong_score: number;
  readonly weak_score: number;
}

const root = resolve(import.meta.dirname, '..', '..');
const path = process.argv[2] ?? resolve(root, '..', 'shared', 'routing-data', 'dev.jsonl');
const model = loadQualityModel(readFileSync(resolve(root, 'libs', 'routing', 'weights', 'quality.bin')));
const able = (name: string) => model.abilityOf({ name, blendedUsdPerMillion: null, averageQuality: null });
const rows = readFileSync(path, 'utf8')
  .trim()
  .split('\n')
  .map((line) => {
    const row: Row = JSON.parse(line);
    const reading = model.read({ model: 'auto', messages: [{ role: 'user', content: row.prompt }] });
    return {
      need: reading.need,
      gap: reading.pGood(able(row.strong_model)) - reading.pGood(able(row.weak_model)),
      strong: row.strong_score,
      weak: row.weak_score,
    };
  });

const best = rows.reduce((sum, { strong }) => sum + strong, 0);
const kept = (loss: number) =>
  rows.reduce((sum, { gap, strong, weak }) => sum + (gap <= loss ? weak : strong), 0) / best;

/** The greatest loss up to which the share never falls below the target. */
function lossOf(target: number): number {
  let loss = 0;
  while (loss < 1 && kept(loss + STEP) >= target) loss += STEP;
  return loss;
}

console.log(`weights ${model.version}, ${rows.length} prompts`);
for (const target of TARGETS) console.log(`  [${target}, ${lossOf(target).toFixed(3)}],`);
const needs = rows.map(({ need }) => need).sort((one, other) => one - other);
const quantiles = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9].map((share) => needs[Math.floor(share * needs.length)]);
console.log(`need by tenths: ${quantiles.map((need) => (need ?? 0).toFixed(3)).join(' ')}`);
