import { describe, expect, it } from 'vitest';
import { money, plain, printTable } from './output.ts';

describe('amounts', () => {
  it.each([
    { name: 'shows cents of larger amounts', usd: '12.345', shown: '$12.35' },
    { name: 'keeps two significant digits of small amounts', usd: '0.00042', shown: '$0.00042' },
    { name: 'never rounds something paid to nothing', usd: '0.0000000412', shown: '$0.000000041' },
    { name: 'keeps a loss negative', usd: '-0.5', shown: '-$0.50' },
    { name: 'shows nothing paid as zero', usd: '0', shown: '$0' },
    { name: 'shows unknown as a dash, not as zero', usd: null, shown: '-' },
  ])('$name', ({ usd, shown }) => {
    expect(money(usd)).toBe(shown);
  });
});

describe('tables', () => {
  it('aligns numbers right and words left', () => {
    const lines: string[] = [];
    printTable(
      { line: (text) => lines.push(text), isTerminal: false },
      ['model', 'n'],
      [
        ['a', '5'],
        ['long-name', '1,200'],
      ],
    );
    expect(lines).toEqual(['model          n', 'a              5', 'long-name  1,200']);
  });

  it('keeps control characters of foreign names away from the terminal', () => {
    expect(plain('evil\u001b[2Jname')).toBe('evil?[2Jname');
  });
});
