import { describe, expect, it } from 'vitest';
import { countUnseen } from './unseen.ts';

const rows = (ids: string) => [...ids].map((id) => ({ id }));

describe('new rows', () => {
  it.each([
    ['are those above the shown ones', 'cba', 'edcba', { count: 2, isMore: false }],
    ['are none when nothing came', 'cba', 'cba', { count: 0, isMore: false }],
    ['include one that was recorded late', 'dba', 'dcba', { count: 1, isMore: false }],
    ['may be more than were read when no shown row is among them', 'cba', 'hgf', { count: 3, isMore: true }],
    ['are all rows of a list that was empty, and no more', '', 'ba', { count: 2, isMore: false }],
    ['are none while nothing was read', 'cba', '', { count: 0, isMore: false }],
  ])('%s', (_name, shown, newest, expected) => {
    expect(countUnseen(rows(shown), rows(newest))).toEqual(expected);
  });
});
