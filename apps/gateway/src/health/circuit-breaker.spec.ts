import { describe, expect, it } from 'vitest';
import { CircuitBreaker } from './circuit-breaker.ts';

function opened(): CircuitBreaker {
  const breaker = new CircuitBreaker();
  for (let i = 0; i < 5; i++) breaker.onFailure(0);
  return breaker;
}

describe('a circuit breaker', () => {
  it('opens after five failures in a row, and a success in between starts the count anew', () => {
    const breaker = new CircuitBreaker();
    for (let i = 0; i < 4; i++) breaker.onFailure(0);
    breaker.onSuccess();
    for (let i = 0; i < 4; i++) breaker.onFailure(0);
    expect(breaker.tryEnter(0)).toBe(true);
    breaker.onFailure(0);
    expect(breaker.tryEnter(0)).toBe(false);
  });

  it('fault F73: lets one probe through after the rest, and nobody else until it has ended', () => {
    const breaker = opened();
    expect(breaker.tryEnter(4_999)).toBe(false);
    expect(breaker.isAvailable(5_000)).toBe(true);
    expect(breaker.tryEnter(5_000)).toBe(true);
    expect(Array.from({ length: 1_000 }, () => breaker.tryEnter(5_000)).includes(true)).toBe(false);
    breaker.onSuccess();
    expect(breaker.tryEnter(5_000)).toBe(true);
  });

  it('rests twice as long after each failed probe, a minute at most', () => {
    const breaker = opened();
    let now = 0;
    for (const rest of [5_000, 10_000, 20_000, 40_000, 60_000, 60_000]) {
      expect(breaker.tryEnter(now + rest - 1)).toBe(false);
      expect(breaker.tryEnter(now + rest)).toBe(true);
      now += rest;
      breaker.onFailure(now);
    }
  });

  it('gives the place of a probe that told nothing to the next request', () => {
    const breaker = opened();
    expect(breaker.tryEnter(5_000)).toBe(true);
    breaker.onNeutral(5_000);
    expect(breaker.tryEnter(5_000)).toBe(true);
  });
});
