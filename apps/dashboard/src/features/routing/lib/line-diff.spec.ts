import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countChanges, diffLines, groupChanges, smallestChange } from './line-diff.ts';

const marks = (before: string, after: string) =>
  diffLines(before, after).map(({ kind, text }) => `${{ same: ' ', removed: '-', added: '+' }[kind]}${text}`);

const document = fc.array(fc.constantFrom('a: 1', 'b: 2', '# c', '', '  d: 3'), { maxLength: 12 });

describe('line comparison', () => {
  it('shows a changed line as removed and then added', () => {
    expect(marks('a: 1\nb: 2\nc: 3\n', 'a: 1\nb: 9\nc: 3\n')).toEqual([' a: 1', '-b: 2', '+b: 9', ' c: 3']);
  });

  it('numbers the lines of both sides from 1', () => {
    expect(diffLines('a\nb\n', 'x\na\nb\n')).toEqual([
      { kind: 'added', text: 'x', oldLine: null, newLine: 1 },
      { kind: 'same', text: 'a', oldLine: 1, newLine: 2 },
      { kind: 'same', text: 'b', oldLine: 2, newLine: 3 },
    ]);
  });

  it('takes texts that differ in the final newline or in line ends as equal', () => {
    expect(countChanges(diffLines('a\nb', 'a\r\nb\r\n'))).toEqual({ added: 0, removed: 0 });
    expect(diffLines('', '')).toEqual([]);
  });

  it('contains both texts completely and in order, whatever they are', () => {
    fc.assert(
      fc.property(document, document, (before, after) => {
        const lines = diffLines(`${before.join('\n')}\n`, `${after.join('\n')}\n`);
        const side = (missing: 'added' | 'removed') =>
          lines.filter((line) => line.kind !== missing).map((line) => line.text);
        expect(side('added').join('\n')).toBe(before.join('\n'));
        expect(side('removed').join('\n')).toBe(after.join('\n'));
      }),
    );
  });

  it('stays quick and complete on texts too large to compare pair by pair', () => {
    const text = (word: string) => Array.from({ length: 3_000 }, (_, i) => `${word} ${i}`).join('\n');
    expect(countChanges(diffLines(text('a'), text('b')))).toEqual({ added: 3_000, removed: 3_000 });
  });

  it('leaves out equal stretches away from the changes', () => {
    const before = Array.from({ length: 20 }, (_, i) => `line ${i}`);
    const after = before.with(10, 'changed');
    const parts = groupChanges(diffLines(before.join('\n'), after.join('\n')), 2);
    expect(parts.map((part) => [part.kind, part.lines.length])).toEqual([
      ['skipped', 8],
      ['lines', 6],
      ['skipped', 7],
    ]);
  });
});

/** Few letters, so that beginnings and ends often agree. */
const shortText = fc.string({ unit: fc.constantFrom('a', 'b', '\n'), maxLength: 8 });

describe('the smallest replacement', () => {
  it.each([
    ['abc', 'abc', { from: 3, to: 3, insert: '' }],
    ['abc', 'axc', { from: 1, to: 2, insert: 'x' }],
    ['aa', 'aaa', { from: 2, to: 2, insert: 'a' }],
    ['abc', '', { from: 0, to: 3, insert: '' }],
  ])('turns %j into %j', (before, after, change) => {
    expect(smallestChange(before, after)).toEqual(change);
  });

  it('always gives the new text', () => {
    fc.assert(
      fc.property(shortText, shortText, (before, after) => {
        const { from, to, insert } = smallestChange(before, after);
        expect(before.slice(0, from) + insert + before.slice(to)).toBe(after);
      }),
    );
  });
});
