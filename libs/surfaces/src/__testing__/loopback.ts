import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll } from 'vitest';

/** A server on loopback that answers every request with what `serve` was given last. */
export interface Loopback {
  readonly url: string;
  serve(answer: { readonly status?: number; readonly type: string; readonly body: string }): void;
}

const STREAM = 'text/event-stream';
const JSON_TYPE = 'application/json';

export const stream = (body: string) => ({ type: STREAM, body });
export const json = (body: string, status = 200) => ({ type: JSON_TYPE, body, status });

/** Starts before the tests of the file and stops after them. */
export function useLoopback(): Loopback {
  let next: { readonly status?: number; readonly type: string; readonly body: string } = json('{}');
  let server: Server | null = null;
  let url = '';
  beforeAll(async () => {
    const started = createServer((request, response) => {
      request.resume().on('end', () => {
        response.writeHead(next.status ?? 200, { 'content-type': next.type }).end(next.body);
      });
    });
    await new Promise<void>((resolve) => void started.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(started.address() as AddressInfo).port}`;
    server = started;
  });
  afterAll(() => {
    server?.closeAllConnections();
    server?.close();
  });
  return {
    get url() {
      return url;
    },
    serve: (answer) => {
      next = answer;
    },
  };
}
