import type { IncomingMessage } from 'node:http';

/** The whole body; null = longer than `maxBytes` (the rest is not read) or the connection broke. */
export function readBody(incoming: IncomingMessage, maxBytes: number): Promise<Buffer | null> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    incoming.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBytes) {
        incoming.pause();
        resolve(null);
      } else {
        chunks.push(chunk);
      }
    });
    incoming.once('end', () => {
      const [only] = chunks;
      resolve(chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks));
    });
    incoming.once('error', () => resolve(null));
    incoming.once('aborted', () => resolve(null));
  });
}
