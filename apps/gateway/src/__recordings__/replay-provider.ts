import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import type { Cut } from './cuts.ts';
import type { Recording } from './recording.ts';

/** A provider on loopback that answers every call with one recording, as it was recorded. */
export interface ReplayProvider {
  /** Origin, without a path. */
  readonly url: string;
  /** Calls for answers since the last `load`. */
  readonly callCount: number;
  /** Answers every further call with this recording, sent in the pieces of the cut. */
  load(recording: Recording, cut: Cut): void;
  stop(): Promise<void>;
}

/** Headers of the connection that was recorded, not of the answer. */
const OF_THE_CONNECTION = /^(?:transfer-encoding|content-length|content-encoding|connection|keep-alive)$/i;

/** Starts a replaying provider on a free port of 127.0.0.1. */
export async function startReplayProvider(): Promise<ReplayProvider> {
  let loaded: { recording: Recording; cut: Cut } | null = null;
  let callCount = 0;
  const server = createServer((request, response) => {
    void answer(request, response).catch((error: unknown) => response.destroy(asError(error)));
  });
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    // Read to its end: providers answer when they have the whole prompt.
    for await (const _piece of request);
    if (request.method !== 'POST' || loaded === null) return sendNoModels(response);
    callCount += 1;
    await replay(loaded.recording, loaded.cut, response);
  };
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('no port'));
      else resolve(address.port);
    });
  });
  return {
    url: `http://127.0.0.1:${port}`,
    get callCount() {
      return callCount;
    },
    load(recording, cut) {
      loaded = { recording, cut };
      callCount = 0;
    },
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function replay({ meta, body }: Recording, { cut }: Cut, response: ServerResponse): Promise<void> {
  const headers = Object.entries(meta.response_headers).filter(([name]) => !OF_THE_CONNECTION.test(name));
  response.writeHead(meta.status, { 'content-type': contentTypeOf(meta.body), ...Object.fromEntries(headers) });
  response.socket?.setNoDelay(true);
  for (const piece of cut(body)) {
    response.write(piece);
    // The other side reads this piece before the next one is sent.
    await setImmediate();
  }
  response.end();
}

function contentTypeOf(file: string): string {
  if (file.endsWith('.sse')) return 'text/event-stream';
  if (file.endsWith('.ndjson')) return 'application/x-ndjson';
  return file.endsWith('.html') ? 'text/html' : 'application/json';
}

/** The lists of local servers: all models are pinned by name. */
function sendNoModels(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end('{"object":"list","data":[],"models":[]}');
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
