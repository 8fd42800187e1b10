import { describe, expect, it } from 'vitest';
import { Breaker } from './breaker.ts';

describe('breaker', () => {
  it('opens after failures in a row, lets one try through after the rest, and closes with its success', () => {
    let time = 0;
    const breaker = new Breaker({ threshold: 3, restMs: 1_000, now: () => time });
    for (let failure = 0; failure < 3; failure += 1) {
      expect(breaker.tryEnter()).toBe(true);
      breaker.failed();
    }
    expect(breaker.isClosed).toBe(false);
    expect(breaker.tryEnter()).toBe(false);
    time = 1_000;
    expect(breaker.tryEnter()).toBe(true);
    expect(breaker.tryEnter()).toBe(false);
    breaker.failed();
    expect(breaker.tryEnter()).toBe(false);
    time = 2_000;
    expect(breaker.tryEnter()).toBe(true);
    breaker.succeeded();
    expect(breaker.isClosed).toBe(true);
    expect(breaker.tryEnter()).toBe(true);
  });

  it('forgets single failures', () => {
    const breaker = new Breaker({ threshold: 2, restMs: 1_000, now: () => 0 });
    for (let round = 0; round < 10; round += 1) {
      breaker.failed();
      breaker.succeeded();
    }
    expect(breaker.isClosed).toBe(true);
  });
});
