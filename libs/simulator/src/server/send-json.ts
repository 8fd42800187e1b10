import type { ServerResponse } from 'node:http';

/** Answers with a JSON body. */
export function sendJson(response: ServerResponse, status: number, value: unknown, headers: string[] = []): void {
  const bytes = Buffer.from(JSON.stringify(value));
  response.writeHead(status, ['content-type', 'application/json', 'content-length', String(bytes.length), ...headers]);
  response.end(bytes);
}
