import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadQualityModel } from '../quality/load-quality-model.ts';
import { toleratedLoss } from './tolerated-loss.ts';

const data = new URL('../../../../../shared/routing-data/dev.jsonl', import.meta.url);
const weights = new URL('../../weights/quality.bin', import.meta.url);

interface Row {
  readonly prompt: string;
  readonly strong_model: string;
  readonly weak_model: string;
  readonly strong_score: number;
  readonly weak_score: number;
}

/** Chance that the strong and the weak model do well, and what they really did. */
function readRows() {
  const model = loadQualityModel(readFileSync(weights));
  const able = (name: string) => model.abilityOf({ name, blendedUsdPerMillion: null, averageQuality: null });
  return readFileSync(data, 'utf8')
    .trim()
    .split('\n')
    .map((line) => {
      const row: Row = JSON.parse(line);
      const reading = model.read({ model: 'auto', messages: [{ role: 'user', content: row.prompt }] });
      const gap = reading.pGood(able(row.strong_model)) - reading.pGood(able(row.weak_model));
      return { gap, strong: row.strong_score, weak: row.weak_score };
    });
}

describe.skipIf(!existsSync(data))('quality targets on the development data (needs ../shared/routing-data)', () => {
  const rows = existsSync(data) ? readRows() : [];
  const best = rows.reduce((sum, { strong }) => sum + strong, 0);

  it.each([0.85, 0.9, 0.95, 0.98, 0.99])(
    '%d keeps that share of what the strong model gets, and saves strong calls',
    (target) => {
      const loss = toleratedLoss(target);
      const got = rows.reduce((sum, { gap, strong, weak }) => sum + (gap <= loss ? weak : strong), 0);
      const cheap = rows.filter(({ gap }) => gap <= loss).length / rows.length;
      // As far as 2,500 prompts tell: two standard errors.
      expect(got / best).toBeGreaterThan(target - 0.02);
      expect(cheap).toBeGreaterThan(0.05);
    },
  );
});
