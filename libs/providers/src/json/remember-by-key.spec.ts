import { describe, expect, it } from 'vitest';
import { rememberByKey } from './remember-by-key.ts';

describe('what is remembered by key', () => {
  it('is built once for each key, however they alternate', () => {
    const built: string[] = [];
    const headersOf = rememberByKey((key) => {
      built.push(key);
      return [`Bearer ${key}`];
    });
    const first = headersOf('a');
    for (const key of ['b', 'a', 'b', 'c', 'a']) headersOf(key);
    expect(headersOf('a')).toBe(first);
    expect(built).toEqual(['a', 'b', 'c']);
  });

  it('is bounded: keys that come and go do not pile up, and none gets the value of another', () => {
    const headersOf = rememberByKey((key) => [key]);
    for (let round = 0; round < 2; round += 1) {
      for (let index = 0; index < 500; index += 1) expect(headersOf(`key-${index}`)).toEqual([`key-${index}`]);
    }
  });
});
