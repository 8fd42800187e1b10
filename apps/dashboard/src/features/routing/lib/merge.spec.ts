import { describe, expect, it } from 'vitest';
import { mergeTexts } from './merge.ts';

const BASE = 'a: 1\nb: 2\nc: 3\nd: 4\ne: 5\n';

describe('merging two changes of one text', () => {
  it('joins changes of different lines', () => {
    const mine = BASE.replace('a: 1', 'a: 10');
    const theirs = BASE.replace('e: 5', 'e: 50\nf: 60');
    expect(mergeTexts(BASE, mine, theirs)).toBe('a: 10\nb: 2\nc: 3\nd: 4\ne: 50\nf: 60\n');
    expect(mergeTexts(BASE, theirs, mine)).toBe(mergeTexts(BASE, mine, theirs));
  });

  it('takes a change that both made once', () => {
    const both = BASE.replace('c: 3', 'c: 30');
    expect(mergeTexts(BASE, both, both)).toBe(both);
    expect(mergeTexts(BASE, both, both.replace('e: 5', 'e: 50'))).toBe('a: 1\nb: 2\nc: 30\nd: 4\ne: 50\n');
  });

  it('gives the other side where one side changed nothing', () => {
    const changed = BASE.replace('b: 2\n', '');
    expect(mergeTexts(BASE, BASE, changed)).toBe(changed);
    expect(mergeTexts(BASE, changed, BASE)).toBe(changed);
  });

  it.each([
    ['the same line', BASE.replace('c: 3', 'c: 30'), BASE.replace('c: 3', 'c: 31')],
    ['adjoining lines', BASE.replace('c: 3', 'c: 30'), BASE.replace('d: 4', 'd: 40')],
    ['a line that the other took out', BASE.replace('c: 3', 'c: 30'), BASE.replace('c: 3\n', '')],
    ['the same place by additions', BASE.replace('c: 3', 'c: 3\nx: 1'), BASE.replace('c: 3', 'c: 3\ny: 1')],
  ])('leaves changes of %s to a person', (_name, mine, theirs) => {
    expect(mergeTexts(BASE, mine, theirs)).toBeNull();
  });
});
