import { describe, expect, it } from 'vitest';
import { call, httpServer, newTransport, rawServer, readAll, standsStill, start } from './test-servers.ts';
import { createTransport } from './transport.ts';

describe('control', () => {
  it('an aborted stream ends at the provider and says nothing more', async () => {
    const closed = Promise.withResolvers<void>();
    const { url } = await httpServer((request, response) => {
      request.resume();
      response.on('close', () => closed.resolve());
      response.write('data: 1\n\n');
    });
    const started = start(newTransport(), { baseUrl: url }, { data: () => started.handle.abort() });
    await closed.promise;
    started.handle.abort();
    expect(started.answer.events).toEqual(['head', 'data']);
  });

  it('a call aborted before it left never leaves, and the next one works', async () => {
    const bodies: string[] = [];
    const { url } = await httpServer(async (request, response) => {
      bodies.push(await readAll(request));
      response.end('{}');
    });
    const transport = newTransport();
    const started = start(transport, { baseUrl: url, body: Buffer.from('first') });
    started.handle.abort();
    await call(transport, { baseUrl: url, body: Buffer.from('second') });
    expect(bodies).toEqual(['second']);
    expect(started.answer.events).toEqual([]);
  });

  it('a paused reader stops the provider and loses nothing', async () => {
    const total = 16 * 1024 * 1024;
    let sent = 0;
    const { url } = await httpServer((request, response) => {
      request.resume();
      const piece = Buffer.alloc(64 * 1024, 'x');
      const write = (): void => {
        while (sent < total) {
          sent += piece.length;
          if (!response.write(piece)) return void response.once('drain', write);
        }
        response.end();
      };
      write();
    });
    const paused = Promise.withResolvers<void>();
    let isFirst = true;
    const started = start(
      newTransport(),
      { baseUrl: url },
      {
        data: () => {
          if (!isFirst) return;
          isFirst = false;
          started.handle.pause();
          paused.resolve();
        },
      },
    );
    await paused.promise;
    await standsStill(() => sent);
    const received = started.answer.body.length;
    expect(received).toBeLessThan(1024 * 1024);
    started.handle.resume();
    const answer = await started.done;
    expect(answer.failure).toBeNull();
    expect(answer.body.length).toBe(total);
  });

  it('a pause is no silence of the provider', async () => {
    const { url } = await httpServer((request, response) => {
      request.resume();
      response.write('data: 1\n\n');
    });
    const paused = Promise.withResolvers<void>();
    const started = start(
      newTransport(),
      { baseUrl: url, idleTimeoutMs: 20 },
      {
        data: () => {
          started.handle.pause();
          paused.resolve();
        },
      },
    );
    await paused.promise;
    // Another call with the same limit, begun later, runs into it meanwhile.
    const other = await call(newTransport(), { baseUrl: url, idleTimeoutMs: 40 });
    expect(other.failure?.outcome).toBe('stalled');
    expect(started.answer.failure).toBeNull();
    started.handle.resume();
    expect((await started.done).failure?.outcome).toBe('stalled');
  });

  it('closing ends calls under way with a failure', async () => {
    const { url } = await rawServer(() => undefined);
    const transport = createTransport();
    const started = start(transport, { baseUrl: url });
    await transport.close();
    expect((await started.done).failure?.kind).toBe('network');
    await transport.close();
  });
});
