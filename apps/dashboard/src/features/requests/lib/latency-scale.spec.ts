import { describe, expect, it } from 'vitest';
import { latencyParts, latencyScale } from './latency-scale.ts';

describe('bars of latency', () => {
  it('are measured against the 95th percentile, not the slowest request', () => {
    expect(latencyScale([...Array.from({ length: 99 }, (_, i) => i + 1), 60_000])).toBe(95);
    expect(latencyScale([])).toBe(1);
  });

  it('are split at the first token', () => {
    expect(latencyParts(250, 1000, 2000)).toEqual([12.5, 37.5]);
  });

  it('fill the cell and no more for a request beyond the scale', () => {
    expect(latencyParts(1000, 4000, 2000)).toEqual([25, 75]);
  });

  it('are waiting time as a whole when no token came', () => {
    expect(latencyParts(null, 1000, 2000)).toEqual([50, 0]);
    expect(latencyParts(0, 0, 2000)).toEqual([0, 0]);
  });
});
