import { describe, expect, it } from 'vitest';
import { retryAfterMs } from './retry-after.ts';

const NOW = Date.parse('2026-11-24T12:00:00Z');

describe('how long a provider asks to wait', () => {
  it.each<[name: string, headers: Record<string, string>, message: string, expected: number | null]>([
    ['seconds', { 'retry-after': '20' }, '', 20_000],
    ['seconds with a fraction', { 'retry-after': '1.5' }, '', 1_500],
    ['milliseconds', { 'retry-after-ms': '174' }, '', 174],
    ['milliseconds before seconds', { 'retry-after': '1', 'retry-after-ms': '174' }, '', 174],
    ['seconds where the milliseconds are senseless', { 'retry-after': '1', 'retry-after-ms': '0' }, '', 1_000],
    ['a date', { 'retry-after': 'Tue, 24 Nov 2026 12:00:07 GMT' }, '', 7_000],
    [
      'a date by the provider’s own clock',
      { 'retry-after': 'Tue, 24 Nov 2026 15:00:07 GMT', date: 'Tue, 24 Nov 2026 15:00:04 GMT' },
      '',
      3_000,
    ],
    ['a date in the past as no wait', { 'retry-after': 'Tue, 24 Nov 2026 11:00:00 GMT' }, '', 0],
    [
      'a date where the provider’s clock is nonsense',
      { 'retry-after': 'Tue, 24 Nov 2026 12:00:02 GMT', date: 'x' },
      '',
      2_000,
    ],
    ['more than a minute as a minute', { 'retry-after': '411480' }, '', 60_000],
    ['hours as a minute', { 'retry-after': '114h18m' }, '', 60_000],
    ['a duration', { 'retry-after': '2m59.56s' }, '', 60_000],
    ['a short duration', { 'retry-after': '6.5s' }, '', 6_500],
    ['the longest of a list', { 'retry-after': '1, 7' }, '', 7_000],
    ['the usable part of a list', { 'retry-after': 'soon, 3, -9' }, '', 3_000],
    ['seconds in the message', {}, 'Please try again in 6.596s. Visit the page.', 6_596],
    ['milliseconds in the message', {}, 'Please try again in 174ms.', 174],
    ['minutes in the message', {}, 'Please try again in 9m38.016s.', 60_000],
    ['days in the message', {}, 'Please try again in 114h18m0s. Visit', 60_000],
    ['words in the message', {}, 'Please retry after 21 seconds.', 21_000],
    ['the header before the message', { 'retry-after': '2' }, 'try again in 9s', 2_000],
    ['the message where the header is senseless', { 'retry-after': '-1' }, 'try again in 9s', 9_000],
    ['nothing', {}, 'Rate limited', null],
  ])('reads %s', (_, headers, message, expected) => {
    expect(retryAfterMs(headers, { message, retryDelay: null }, NOW)).toBe(expected);
  });

  it.each<[name: string, retryDelay: string, headers: Record<string, string>, expected: number | null]>([
    ['a duration', '34s', {}, 34_000],
    ['a duration with a fraction', '0.847655010s', {}, 848],
    ['seconds', '1.5', {}, 1_500],
    ['days as a minute', '86400s', {}, 60_000],
    ['nothing where it is senseless', 'soon', {}, null],
    ['the header before it', '34s', { 'retry-after': '2' }, 2_000],
  ])('reads a field of the body: %s', (_, retryDelay, headers, expected) => {
    expect(retryAfterMs(headers, { message: null, retryDelay }, NOW)).toBe(expected);
  });

  it.each<[name: string, headers: Record<string, string>, expected: number | null]>([
    ['of requests', { 'x-ratelimit-reset-requests': '6.5s', 'x-ratelimit-remaining-requests': '0' }, 6_500],
    ['of tokens in milliseconds', { 'x-ratelimit-reset-tokens': '174ms', 'x-ratelimit-remaining-tokens': '0' }, 174],
    ['in bare seconds', { 'x-ratelimit-reset-requests': '7' }, 7_000],
    [
      'of the limit that is used up, not of the other one',
      {
        'x-ratelimit-reset-requests': '2m59.56s',
        'x-ratelimit-remaining-requests': '14370',
        'x-ratelimit-reset-tokens': '7.66s',
        'x-ratelimit-remaining-tokens': '0',
      },
      7_660,
    ],
    [
      'of a limit that has some left as none',
      { 'x-ratelimit-reset-tokens': '7s', 'x-ratelimit-remaining-tokens': '9' },
      null,
    ],
    [
      'as a date',
      {
        'anthropic-ratelimit-output-tokens-reset': '2026-11-24T12:00:07Z',
        'anthropic-ratelimit-output-tokens-remaining': '0',
      },
      7_000,
    ],
    [
      'as a date by the provider’s own clock',
      { 'anthropic-ratelimit-requests-reset': '2026-11-24T15:00:07Z', date: 'Tue, 24 Nov 2026 15:00:04 GMT' },
      3_000,
    ],
    ['as a time in milliseconds', { 'x-ratelimit-reset': String(NOW + 9_000), 'x-ratelimit-remaining': '0' }, 9_000],
    ['as a time in seconds', { 'ratelimit-reset': String(NOW / 1_000 + 4) }, 4_000],
    ['in the past as none', { 'x-ratelimit-reset': String(NOW - 9_000) }, null],
    ['that is senseless as none', { 'x-ratelimit-reset-requests': '-1', 'x-ratelimit-reset': 'NaN' }, null],
    ['far away as a minute', { 'x-ratelimit-reset-requests': '6m0s' }, 60_000],
  ])('reads the reset %s', (_, headers, expected) => {
    expect(retryAfterMs(headers, { message: 'Rate limited.', retryDelay: null }, NOW)).toBe(expected);
  });

  it('takes the message before the resets', () => {
    const words = { message: 'Please try again in 1.2s.', retryDelay: null };
    expect(retryAfterMs({ 'x-ratelimit-reset-requests': '30s' }, words, NOW)).toBe(1_200);
  });

  it.each(['-1', '0', 'NaN', '', 'Infinity', 'soon', '1e9999', '0x10', '-0', ' ', ',', '١٢'])(
    'finds no hint in %j',
    (text) => {
      expect(
        retryAfterMs({ 'retry-after': text, 'retry-after-ms': text }, { message: text, retryDelay: text }, NOW),
      ).toBeNull();
    },
  );
});
