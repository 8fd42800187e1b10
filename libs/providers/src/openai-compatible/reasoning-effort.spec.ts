import { describe, expect, it } from 'vitest';
import { nearestEffort } from './reasoning-effort.ts';

describe('the effort that a model takes', () => {
  it.each([
    ['high', ['low', 'high'], 'high'],
    ['medium', ['low', 'high'], 'low'],
    ['max', ['low', 'medium'], 'medium'],
    ['minimal', ['none', 'low'], 'low'],
    ['none', ['minimal', 'low'], 'minimal'],
    ['none', ['none', 'default'], 'none'],
    ['high', ['none', 'default'], null],
    ['unknown', ['low'], null],
    ['high', [], null],
  ])('%s of %j is %s', (asked, supported, expected) => {
    expect(nearestEffort(asked, supported)).toBe(expected);
  });
});
