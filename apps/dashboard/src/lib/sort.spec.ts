import { describe, expect, it } from 'vitest';
import { sortRows } from './sort.ts';

const sorted = (values: (string | number | null)[], direction: 'asc' | 'desc') =>
  sortRows(values, (value) => value, direction);

describe('order of rows', () => {
  it.each([
    ['asc', [1, 3, 20, null]],
    ['desc', [20, 3, 1, null]],
  ] as const)('%s: numbers by size, the unknown last', (direction, expected) => {
    expect(sorted([3, null, 20, 1], direction)).toEqual(expected);
  });

  it('names by their numbers, whatever their case', () => {
    expect(sorted(['gpt-10', 'GPT-9', 'claude'], 'asc')).toEqual(['claude', 'GPT-9', 'gpt-10']);
  });

  it('leaves the given rows as they are', () => {
    const rows = Object.freeze([2, 1]);
    expect(sortRows(rows, (row) => row, 'asc')).toEqual([1, 2]);
  });
});
