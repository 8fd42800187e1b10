import { describe, expect, it } from 'vitest';
import { RetryBudget } from './retry-budget.ts';

function retries(budget: RetryBudget, now: number): number {
  let count = 0;
  while (budget.tryRetry(now)) count += 1;
  return count;
}

describe('the retry budget', () => {
  it('allows three a second without traffic, over a window of ten seconds', () => {
    expect(retries(new RetryBudget(), 5_000)).toBe(30);
  });

  it('allows a tenth of the traffic of the last ten seconds', () => {
    const budget = new RetryBudget();
    for (let i = 0; i < 1_000; i++) budget.onRequest(5_000);
    expect(retries(budget, 6_000)).toBe(100);
  });

  it('forgets traffic and retries after ten seconds, also after a long silence', () => {
    const budget = new RetryBudget();
    for (let i = 0; i < 1_000; i++) budget.onRequest(5_000);
    retries(budget, 5_000);
    expect(retries(budget, 15_000)).toBe(30);
    expect(retries(budget, 10_000_000)).toBe(30);
  });
});
