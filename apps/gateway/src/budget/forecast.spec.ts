import { describe, expect, it } from 'vitest';
import { standing } from './__testing__/standing.ts';
import { forecast } from './forecast.ts';

const at = (time: string) => Date.parse(time);

describe('the forecast of a budget', () => {
  it('goes on at the rate of the period so far', () => {
    // 10 of 30 days, $5 of $10: $15 at the end, $10 after 20 days.
    expect(forecast(standing({ spentUsd: '5' }), at('2026-11-11T00:00:00.000Z'))).toEqual({
      forecastUsd: '15',
      exhaustedAt: '2026-11-21T00:00:00.000Z',
    });
  });

  it('names no day when the limit holds for the period', () => {
    expect(forecast(standing({ spentUsd: '2' }), at('2026-11-16T00:00:00.000Z'))).toEqual({
      forecastUsd: '4',
      exhaustedAt: null,
    });
  });

  it.each([
    ['at the very beginning', standing({ spentUsd: '2' }), '2026-11-01T05:00:00.000Z'],
    ['without spend', standing(), '2026-11-16T00:00:00.000Z'],
    ['of a prepaid budget', standing({ period: 'none', periodEnd: null, spentUsd: '2' }), '2026-11-16T00:00:00.000Z'],
  ])('is unknown %s', (_, budget, now) => {
    expect(forecast(budget, at(now))).toEqual({ forecastUsd: null, exhaustedAt: null });
  });
});
