import { describe, expect, it } from 'vitest';
import { savingsGroup, savingsReport } from '../../../lib/__testing__/savings.builder.ts';
import { toCsv } from '../../../lib/csv.ts';
import { addDecimals } from '../../../lib/decimal.ts';
import { splitSavings } from '../../../lib/savings-split.ts';
import { savingsRows, savingsTable, sumsOf } from './savings-rows.ts';

const REPORT = savingsReport([
  savingsGroup({ key: 'id-1' }, { names: { key: '=HYPERLINK("x")' }, saved_usd: '2', baseline_usd: '4' }),
  savingsGroup({ key: null }, { saved_usd: '-0.5', baseline_usd: '0' }),
  savingsGroup({ key: 'id-2' }, { names: { key: 'Search' }, saved_usd: '10.25', baseline_usd: '20.5' }),
]);
const view = { by: 'key', sort: 'saved', dir: 'desc' } as const;

describe('rows of the savings page', () => {
  it('stand in the chosen order, with names in place of ids', () => {
    expect(savingsRows(REPORT, view).map(({ label }) => label)).toEqual(['Search', '=HYPERLINK("x")', 'No key']);
  });

  it('tell no rate where there is no baseline', () => {
    expect(savingsRows(REPORT, view).map(({ rate }) => rate)).toEqual([0.5, 0.5, null]);
  });

  it('name days by their date in UTC and sort them by it', () => {
    const days = savingsReport(['2026-11-24', '2026-12-01', '2026-11-30'].map((day) => savingsGroup({ day })));
    const rows = savingsRows(days, { by: 'day', sort: 'group', dir: 'asc' });
    expect(rows.map(({ label }) => label)).toEqual(['Tue, Nov 24', 'Mon, Nov 30', 'Tue, Dec 1']);
  });

  it('have parts that add up to what was saved, to the last digit', () => {
    const figures = {
      ...savingsGroup({ key: 'x' }),
      saved_usd: '1.000000001',
      overhead_usd: '0.2',
      levers: { ...savingsGroup({}).levers, routing: '1.1', exact_cache: '0.100000001' },
    };
    const { parts } = splitSavings(sumsOf(figures));
    expect(addDecimals(parts.map(({ usd }) => usd))).toBe(figures.saved_usd);
    expect(parts.some(({ name }) => name === 'unsplit')).toBe(false);
  });
});

describe('the export', () => {
  it('holds raw numbers whose sum is that of the rows, and no formula', () => {
    const { columns, rows } = savingsTable('key', savingsRows(REPORT, view));
    const at = columns.indexOf('saved_usd');
    expect(addDecimals(rows.map((row) => String(row[at])))).toBe('11.75');
    const csv = toCsv(columns, rows);
    expect(csv).toContain(`"'=HYPERLINK(""x"")",id-1,10,4,1,2,`);
    expect(csv).toContain('No key,,10,0,1,-0.5,');
    expect(csv.split('\r\n')[0]?.split(',')).toHaveLength(14);
  });
});
