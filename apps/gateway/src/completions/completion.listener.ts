import type { IncomingMessage, ServerResponse } from 'node:http';
import { complete } from './completion.pipeline.ts';
import type { CompletionRoutesOptions } from './completion.routes.ts';
import { Exchange } from './exchange.ts';
import type { CompletionServices } from './services.ts';
import { surfaceOfPath } from './surfaces/surfaces.ts';

export type HttpListener = (request: IncomingMessage, response: ServerResponse) => void;

export interface CompletionListenerOptions extends CompletionRoutesOptions {
  /**
   * Whether the request may be served at all (host name, draining …), without side effects. Requests that may not go
   * to `otherwise`, which tells why.
   */
  readonly isWelcome: (request: IncomingMessage) => boolean;
  /** Takes everything else: the listener of the Fastify instance that has the same routes. */
  readonly otherwise: HttpListener;
}

/**
 * Serves plain requests without the framework, whose routing, hooks and body parser cost as much as a cache hit
 * itself. Only what every SDK sends: a POST to the endpoint of a surface with one content-length within the
 * limit, from no web page. Anything else, and every kind of refusal, is left to `otherwise`, which has the same
 * pipeline behind it, so the two ways cannot answer differently.
 */
export function createCompletionListener(
  services: CompletionServices,
  { maxBodyBytes, track, isWelcome, otherwise }: CompletionListenerOptions,
): HttpListener {
  return (request, response) => {
    const surface = surfaceOfPath(request.url ?? '');
    if (surface === null || !isPlain(request, maxBodyBytes) || !isWelcome(request)) {
      otherwise(request, response);
      return;
    }
    const chunks: Uint8Array[] = [];
    request.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    request.on('end', () => {
      const [first] = chunks;
      const body = chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks);
      track(complete(new Exchange({ headers: request.headers, body, response, surface }), services));
    });
    // A client that leaves in the middle of its own request has asked nothing: there is nobody to answer and no row.
    request.on('error', () => response.destroy());
  };
}

function isPlain({ method, headers }: IncomingMessage, maxBodyBytes: number): boolean {
  if (method !== 'POST') return false;
  const { 'content-length': length, 'transfer-encoding': encoding, origin, expect } = headers;
  // Node has checked that content-length is one whole number and keeps to it.
  if (length === undefined || encoding !== undefined || origin !== undefined || expect !== undefined) return false;
  return Number(length) <= maxBodyBytes;
}
