import { describe, expect, it } from 'vitest';
import { LateCalls } from './late-calls.ts';

function lateCall() {
  const { promise, resolve } = Promise.withResolvers<void>();
  let cancelled = 0;
  const call = {
    cancel: () => {
      cancelled += 1;
      resolve();
    },
  };
  return { call, done: promise, end: resolve, cancelled: () => cancelled };
}

describe('calls that only their usage is still wanted of', () => {
  it('are kept until they end', async () => {
    const calls = new LateCalls();
    const one = lateCall();
    calls.add(one.call, one.done);
    expect(calls.size).toBe(1);
    one.end();
    await one.done;
    await Promise.resolve();
    expect([calls.size, one.cancelled()]).toEqual([0, 0]);
  });

  it('end with the gateway, and none is taken in after that', () => {
    const calls = new LateCalls();
    const [one, two] = [lateCall(), lateCall()];
    calls.add(one.call, one.done);
    calls.stopAll();
    calls.add(two.call, two.done);
    expect([one.cancelled(), two.cancelled()]).toEqual([1, 1]);
  });

  it('are bounded in number', () => {
    const calls = new LateCalls();
    const made = Array.from({ length: 300 }, lateCall);
    for (const { call, done } of made) calls.add(call, done);
    expect(calls.size).toBe(200);
    expect(made.filter(({ cancelled }) => cancelled() > 0)).toHaveLength(100);
  });
});
