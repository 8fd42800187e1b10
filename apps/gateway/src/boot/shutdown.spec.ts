import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { Closers } from './closers.ts';
import { InFlight } from './drain.ts';
import { onStopSignal } from './process-signals.ts';

describe('closing what was started', () => {
  it('goes in reverse order and goes on after a failure, which is reported', async () => {
    const done: string[] = [];
    const troubles: string[] = [];
    const closers = new Closers((name) => troubles.push(name));
    closers.add('database', () => void done.push('database'));
    closers.add('broken', () => {
      throw new Error('x');
    });
    closers.add('http', async () => void done.push('http'));
    await closers.closeAll();
    await closers.closeAll();
    expect(done).toEqual(['http', 'database']);
    expect(troubles).toEqual(['broken']);
  });
});

describe('requests under way', () => {
  it('are waited for, also those that come while waiting', async () => {
    const inFlight = new InFlight();
    const first = Promise.withResolvers<void>();
    const second = Promise.withResolvers<void>();
    inFlight.track(first.promise);
    const settled = inFlight.settle(60_000);
    inFlight.track(second.promise);
    first.resolve();
    second.resolve();
    expect(await settled).toBe(true);
    expect(inFlight.size).toBe(0);
  });

  it('are given up after the time limit', async () => {
    const inFlight = new InFlight();
    inFlight.track(new Promise(() => undefined));
    expect(await inFlight.settle(0)).toBe(false);
  });
});

describe('stop signals', () => {
  const listen = () => {
    const source = new EventEmitter();
    const calls: string[] = [];
    onStopSignal(
      (reason) => calls.push(reason),
      () => calls.push('force'),
      source,
    );
    return { source, calls };
  };

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'])('stop at the first %s and at once at the second', (signal) => {
    const { source, calls } = listen();
    source.emit(signal);
    source.emit(signal);
    expect(calls).toEqual([signal, 'force']);
  });

  it('stop once when the launcher is gone, also while stopping', () => {
    const { source, calls } = listen();
    source.emit('disconnect');
    source.emit('disconnect');
    expect(calls).toEqual(['the launcher is gone']);
  });
});
