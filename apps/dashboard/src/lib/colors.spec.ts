import { describe, expect, it } from 'vitest';
import { chooseSlot, colorOf, savingTone } from './colors.ts';

describe('colours', () => {
  it('give the first ten names ten different colours', () => {
    const names = Array.from({ length: 10 }, (_, index) => `provider/model-${index}`);
    expect(new Set(names.map(colorOf)).size).toBe(10);
  });

  it('stay with their name', () => {
    const first = colorOf('provider/stable');
    colorOf('provider/another');
    expect(colorOf('provider/stable')).toBe(first);
  });

  it('depend on the name alone while there is room', () => {
    expect(chooseSlot('provider/model', [])).toBe(chooseSlot('provider/model', []));
  });

  it('are reused evenly when there are more names than colours', () => {
    const taken = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5, 6, 7, 8];
    expect(chooseSlot('provider/any', taken)).toBe(9);
  });
});

describe('the colour of a saving', () => {
  it.each([
    { savedUsd: '0.01', tone: 'text-accent' },
    { savedUsd: '-0.000000000001', tone: 'text-bad' },
    { savedUsd: '0', tone: 'text-ink-soft' },
    { savedUsd: null, tone: 'text-ink-soft' },
  ])('of $savedUsd is $tone: a loss never looks like a gain', ({ savedUsd, tone }) => {
    expect(savingTone(savedUsd)).toBe(tone);
  });
});
