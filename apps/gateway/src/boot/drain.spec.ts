import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it, vi } from 'vitest';
import { InFlight } from './drain.ts';

describe('InFlight', () => {
  it('counts requests until they have ended, well or not', async () => {
    const inFlight = new InFlight();
    const [good, bad] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    inFlight.track(good.promise);
    inFlight.track(bad.promise);
    expect(inFlight.size).toBe(2);
    good.resolve();
    bad.reject(new Error('a defect'));
    await vi.waitUntil(() => inFlight.size === 0);
  });

  it('settles at once when nothing is under way', async () => {
    expect(await new InFlight().settle(60_000)).toBe(true);
  });

  it('settles when the last request has ended, also one that came meanwhile', async () => {
    const inFlight = new InFlight();
    const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    inFlight.track(first.promise);
    const settled = vi.fn();
    const wait = inFlight.settle(60_000).then(settled);
    inFlight.track(second.promise);
    first.resolve();
    await vi.waitUntil(() => inFlight.size === 1);
    expect(settled).not.toHaveBeenCalled();
    second.resolve();
    await wait;
    expect(settled).toHaveBeenCalledWith(true);
  });

  it('gives up after the time that was given, and can be waited for again', async () => {
    const inFlight = new InFlight();
    const { promise, resolve } = Promise.withResolvers<void>();
    inFlight.track(promise);
    expect(await inFlight.settle(0)).toBe(false);
    const again = inFlight.settle(60_000);
    resolve();
    expect(await again).toBe(true);
  });

  it('leaves no request that has ended to the old generation', async () => {
    const inFlight = new InFlight();
    const running: (() => void)[] = [];
    const churn = async (requests: number) => {
      for (let request = 0; request < requests; request++) {
        const { promise, resolve } = Promise.withResolvers<void>();
        inFlight.track(Object.assign(promise, { body: new Array(1_000).fill(request) }));
        running.push(resolve);
        if (running.length > 64) running.shift()?.();
        if (request % 100 === 0) await new Promise((done) => setImmediate(done));
      }
    };
    await churn(100);
    // Whatever counts them is old by now, as in a gateway that has run for a minute.
    for (let times = 0; times < 3; times++) collectYoung();
    const before = oldBytes();
    await churn(10_000);
    for (let times = 0; times < 3; times++) collectYoung();
    expect(oldBytes() - before).toBeLessThan(8_000_000);
  });
});

setFlagsFromString('--expose-gc');
const gc: (options: { type: 'minor' }) => void = runInNewContext('gc');

function collectYoung(): void {
  gc({ type: 'minor' });
}

function oldBytes(): number {
  return getHeapSpaceStatistics().find(({ space_name }) => space_name === 'old_space')?.space_used_size ?? 0;
}
