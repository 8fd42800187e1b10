import { setFlagsFromString } from 'node:v8';
import { runInThisContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import '../index.ts';

describe('a process that has loaded the Redis client', () => {
  it('keeps the fast form of String.prototype', () => {
    setFlagsFromString('--allow-natives-syntax');
    expect(runInThisContext('%HasFastProperties(String.prototype)')).toBe(true);
  });
});
