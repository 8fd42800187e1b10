import { describe, expect, it } from 'vitest';
import {
  formatAge,
  formatBucket,
  formatChange,
  formatCompact,
  formatMs,
  formatPercent,
  formatRate,
  formatUsd,
  formatUsdAxis,
  formatUsdExact,
  formatUsdFixed,
  plural,
  usdDigits,
} from './format.ts';

describe('money', () => {
  it.each([
    ['0', '$0.00'],
    ['0.00042', '$0.00042'],
    ['0.000000042', '$0.000000042'],
    ['0.005', '$0.0050'],
    ['0.5', '$0.50'],
    ['0.97386273', '$0.97'],
    ['1', '$1.00'],
    ['1234.567', '$1,234.57'],
    ['123456.78', '$123,457'],
    ['-0.0042', '-$0.0042'],
    ['-12.5', '-$12.50'],
  ])('shows %s as %s', (value, text) => {
    expect(formatUsd(value)).toBe(text);
  });

  it.each([
    ['0.1', '$0.10'],
    ['0.125', '$0.125'],
    ['10', '$10.00'],
    ['0.0025', '$0.0025'],
    [null, '–'],
  ])('shows the rate %s with all its digits as %s', (value, text) => {
    expect(formatRate(value)).toBe(text);
  });

  it('never shows a paid amount as zero', () => {
    for (let exponent = 1; exponent <= 10; exponent += 1) {
      expect(formatUsd((10 ** -exponent).toFixed(exponent))).toMatch(/[1-9]/);
    }
  });

  it('shows an unknown amount as a dash, never as zero', () => {
    expect(formatUsd(null)).toBe('–');
    expect(formatUsdExact(null)).toBe('–');
  });

  it('shows every digit of the ledger where asked to', () => {
    expect(formatUsdExact('0.000123456789')).toBe('$0.000123456789');
    expect(formatUsdExact('-1.5')).toBe('-$1.5');
  });

  it('shows parts with the decimals of their sum', () => {
    expect(usdDigits('12.3')).toBe(2);
    expect(usdDigits('0.0123')).toBe(3);
    expect(formatUsdFixed('0.0009', usdDigits('0.0123'))).toBe('$0.001');
  });

  it('keeps axis labels short', () => {
    expect([0, 0.004, 0.5, 12, 1500].map(formatUsdAxis)).toEqual(['$0', '$0.004', '$0.5', '$12', '$1.5K']);
  });
});

describe('other figures', () => {
  it.each([
    [0.84, '0.8 ms'],
    [412.4, '412 ms'],
    [1840, '1.84 s'],
    [12_340, '12.3 s'],
    [125_000, '2 min 5 s'],
  ])('shows %d ms as %s', (value, text) => {
    expect(formatMs(value)).toBe(text);
  });

  it('does not round something short of all to all, nor something to nothing', () => {
    expect(formatPercent(0.99999, 2)).toBe('>99.99%');
    expect(formatPercent(0.000001, 2)).toBe('<0.01%');
    expect(formatPercent(1)).toBe('100%');
    expect(formatPercent(0)).toBe('0%');
    expect(formatPercent(0.8734)).toBe('87.3%');
    expect(formatPercent(-0.12)).toBe('-12%');
  });

  it('shows an unknown figure as a dash', () => {
    expect([formatMs(null), formatPercent(null), formatCompact(null)]).toEqual(['–', '–', '–']);
  });

  it('gives changes a sign', () => {
    expect([0.125, -0.031, 0.0001].map(formatChange)).toEqual(['+13%', '−3.1%', '±0%']);
  });

  it('shortens counts from ten thousand up', () => {
    expect([9_999, 12_400, 3_210_000].map(formatCompact)).toEqual(['9,999', '12.4K', '3.2M']);
  });

  it('names day buckets by their UTC day', () => {
    expect(formatBucket('2026-07-03T00:00:00.000Z', 'day')).toBe('Jul 3');
  });

  it('tells ages in words', () => {
    const now = Date.parse('2026-07-03T12:00:00.000Z');
    expect(formatAge('2026-07-03T11:59:59.500Z', now)).toBe('now');
    expect(formatAge('2026-07-03T11:59:18.000Z', now)).toBe('42 s ago');
    expect(formatAge('2026-07-03T09:00:00.000Z', now)).toBe('3 h ago');
  });

  it('uses the singular for one', () => {
    expect([plural(1, 'request'), plural(2, 'request'), plural(3, 'entry', 'entries')]).toEqual([
      '1 request',
      '2 requests',
      '3 entries',
    ]);
  });
});
