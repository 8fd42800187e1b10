import type { QualityModel } from '../../../libs/routing/src/quality/quality-model.ts';
import { type EvalRow, type Group, qualityOf } from './data.ts';
import { f3, table } from './tables.ts';

const PARTS = 5;

/** Whether `need` is the probability it says it is: rows in equal parts by need, against how often weak failed and strong did not. */
export function needTable(rows: readonly EvalRow[], quality: QualityModel): string {
  const read = rows.map(({ row }) => ({
    said: quality.read({ model: 'auto', messages: [{ role: 'user', content: row.prompt }] }).need,
    true: row.weak_score < 0.5 && row.strong_score >= 0.5 ? 1 : 0,
  }));
  return partsTable('need', read);
}

/** The same for P(good) of both models of each group. */
export function pGoodTable(groups: readonly Group[], quality: QualityModel): string {
  const read = groups.flatMap(({ rows, pair }) =>
    rows.flatMap(({ row }) => {
      const reading = quality.read({ model: 'auto', messages: [{ role: 'user', content: row.prompt }] });
      return pair.flatMap((name) => {
        const outcome = qualityOf(row, name);
        const ability = quality.abilityOf({ name, blendedUsdPerMillion: null, averageQuality: null });
        return outcome === null ? [] : [{ said: reading.pGood(ability), true: outcome }];
      });
    }),
  );
  return partsTable('P(good)', read);
}

function partsTable(name: string, read: readonly { readonly said: number; readonly true: number }[]): string {
  const sorted = [...read].sort((a, b) => a.said - b.said);
  const size = Math.ceil(sorted.length / PARTS);
  const parts = Array.from({ length: PARTS }, (_, at) => sorted.slice(at * size, (at + 1) * size));
  const mean = (part: readonly { said: number; true: number }[], key: 'said' | 'true'): number =>
    part.reduce((sum, one) => sum + one[key], 0) / part.length;
  return table(
    [`${name}, fifth`, 'rows', 'said', 'true'],
    parts.map((part, at) => [String(at + 1), String(part.length), f3(mean(part, 'said')), f3(mean(part, 'true'))]),
  );
}
