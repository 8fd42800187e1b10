import { describe, expect, it } from 'vitest';
import { toleratedLoss } from '../policy/tolerated-loss.ts';
import { QualityAccounts } from './quality-account.ts';

/** Prompts whose cheap model is between 0 and `widest` less likely to do well than a strong one at 0.8. */
function averageShare(widest: number, target: number): number {
  const accounts = new QualityAccounts();
  let sum = 0;
  let count = 0;
  for (let at = 0; at < 3_000; at++) {
    const gap = ((at * 7_919) % 1_000) * (widest / 1_000);
    const share = gap <= accounts.loss('one', target) ? (0.8 - gap) / 0.8 : 1;
    accounts.book('one', target, share);
    if (at < 500) continue;
    sum += share;
    count += 1;
  }
  return sum / count;
}

describe('the account of a quality target', () => {
  it('begins at the loss fitted on public data', () => {
    expect(new QualityAccounts().loss('one', 0.95)).toBeCloseTo(toleratedLoss(0.95), 3);
  });

  it.each([
    { name: 'whose models are far apart', widest: 0.7 },
    { name: 'whose models are near each other', widest: 0.3 },
  ])('keeps the target on average with traffic $name', ({ widest }) => {
    expect(averageShare(widest, 0.95)).toBeCloseTo(0.95, 2);
  });

  it('never tolerates more than twice what was fitted, however easy the traffic was', () => {
    const accounts = new QualityAccounts();
    for (let at = 0; at < 1_000; at++) accounts.book('one', 0.9, 1);
    expect(accounts.loss('one', 0.9)).toBeLessThanOrEqual(2 * toleratedLoss(0.9) + 0.001);
  });

  it('is kept apart by key, and tolerates nothing at 100 %', () => {
    const accounts = new QualityAccounts();
    for (let at = 0; at < 100; at++) accounts.book('one', 0.95, 0.5);
    expect(accounts.loss('one', 0.95)).toBe(0);
    expect(accounts.loss('other', 0.95)).toBeGreaterThan(0);
    accounts.book('best', 1, 1);
    expect(accounts.loss('best', 1)).toBe(0);
  });
});
