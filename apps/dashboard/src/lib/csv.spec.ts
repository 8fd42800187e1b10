import { describe, expect, it } from 'vitest';
import { toCsv } from './csv.ts';

describe('CSV', () => {
  it('has a header, one line per row, and an empty cell for what is not known', () => {
    expect(
      toCsv(
        ['model', 'saved_usd'],
        [
          ['gpt-6-luna', '0.00042'],
          ['other', null],
        ],
      ),
    ).toBe('model,saved_usd\r\ngpt-6-luna,0.00042\r\nother,\r\n');
  });

  it.each(['=1+1', '+1-2', '-2+3', '@SUM(A1)', '\t=1', '\r=1'])('takes the formula out of %j', (text) => {
    expect(toCsv(['name'], [[text]])).toMatch(/^name\r\n"?'/);
  });

  it('leaves negative amounts numbers', () => {
    expect(toCsv(['saved_usd'], [['-0.5'], [-3]])).toBe('saved_usd\r\n-0.5\r\n-3\r\n');
  });

  it('quotes commas, quotes and line breaks', () => {
    expect(toCsv(['name'], [['a "b", c\nd']])).toBe('name\r\n"a ""b"", c\nd"\r\n');
  });
});
