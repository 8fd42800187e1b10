import type { IncomingMessage } from 'node:http';

/** What a client may send as `x-request-id`: short, visible, harmless in logs and headers. */
const WELL_FORMED = /^[A-Za-z0-9._:-]{1,128}$/;

/** The client's `x-request-id` when it is well-formed, else a new one. */
export function requestIdOf(request: IncomingMessage, createId: () => string): string {
  const sent = request.headers['x-request-id'];
  return typeof sent === 'string' && WELL_FORMED.test(sent) ? sent : createId();
}
