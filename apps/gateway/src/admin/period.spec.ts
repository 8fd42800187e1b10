import { describe, expect, it } from 'vitest';
import { periodOf } from './period.ts';

const now = new Date('2026-11-24T12:00:00Z');

describe('periods', () => {
  it.each([
    { query: {}, from: '2026-11-23T12:00:00.000Z' },
    { query: { range: '15m' as const }, from: '2026-11-24T11:45:00.000Z' },
    { query: { range: '30d' as const }, from: '2026-10-25T12:00:00.000Z' },
    { query: { range: 'month' as const }, from: '2026-11-01T00:00:00.000Z' },
  ])('a named range ends now: $query', ({ query, from }) => {
    expect(periodOf(query, now)).toEqual({ from: new Date(from), to: now });
  });

  it.each([
    { name: 'only a beginning', query: { from: '2026-01-01T00:00:00Z' } },
    { name: 'only an end', query: { to: '2026-01-01T00:00:00Z' } },
    {
      name: 'range and times',
      query: { range: '1h' as const, from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' },
    },
    { name: 'an end before the beginning', query: { from: '2026-01-02T00:00:00Z', to: '2026-01-01T00:00:00Z' } },
    { name: 'an empty period', query: { from: '2026-01-01T00:00:00Z', to: '2026-01-01T00:00:00Z' } },
    { name: 'more than 400 days', query: { from: '2020-01-01T00:00:00Z', to: '2026-01-01T00:00:00Z' } },
  ])('fault F90: $name is refused', ({ query }) => {
    expect(() => periodOf(query, now)).toThrow(expect.objectContaining({ code: 'invalid_request' }));
  });
});
