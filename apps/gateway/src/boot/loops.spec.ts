import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Loops } from './loops.ts';

describe('background loops', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('run once per period and never twice at once', async () => {
    const loops = new Loops();
    let runs = 0;
    let finish: () => void = () => undefined;
    const work = () => {
      runs += 1;
      return new Promise<void>((resolve) => {
        finish = resolve;
      });
    };
    loops.every({ name: 'x', everyMs: 100, work, onFailing: () => undefined });
    await vi.advanceTimersByTimeAsync(350);
    expect(runs).toBe(1);
    finish();
    await vi.advanceTimersByTimeAsync(100);
    expect(runs).toBe(2);
    finish();
    await loops.stop();
  });

  it('report an outage once, and again after a recovery', async () => {
    const loops = new Loops();
    const reported: string[] = [];
    let isBroken = true;
    const work = async () => {
      if (isBroken) throw new Error('down');
    };
    loops.every({ name: 'x', everyMs: 10, work, onFailing: (name) => reported.push(name) });
    await vi.advanceTimersByTimeAsync(50);
    expect(reported).toEqual(['x']);
    isBroken = false;
    await vi.advanceTimersByTimeAsync(20);
    isBroken = true;
    await vi.advanceTimersByTimeAsync(20);
    expect(reported).toEqual(['x', 'x']);
    await loops.stop();
  });

  it('stop after the run under way', async () => {
    const loops = new Loops();
    let isDone = false;
    const work = async () => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      isDone = true;
    };
    loops.every({ name: 'x', everyMs: 10, work, onFailing: () => undefined });
    await vi.advanceTimersByTimeAsync(15);
    const stopped = loops.stop();
    await vi.advanceTimersByTimeAsync(50);
    await stopped;
    expect(isDone).toBe(true);
  });
});
