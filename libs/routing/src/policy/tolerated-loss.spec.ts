import { describe, expect, it } from 'vitest';
import { targetOfDial, toleratedLoss } from './tolerated-loss.ts';

describe('what a quality target tolerates', () => {
  it('is nothing at 100 %, and less the higher the target', () => {
    const losses = Array.from({ length: 51 }, (_, at) => toleratedLoss(0.5 + at / 100));
    expect(losses.at(-1)).toBe(0);
    expect(losses).toEqual(losses.toSorted((one, other) => other - one));
  });
});

describe('the dial', () => {
  it('goes from the cheapest, whatever it is, to the best', () => {
    const targets = Array.from({ length: 10 }, (_, at) => targetOfDial(at + 1) ?? 0);
    expect(targetOfDial(0)).toBeNull();
    expect(targets.at(-1)).toBe(1);
    expect(targets).toEqual(targets.toSorted((one, other) => one - other));
  });
});
