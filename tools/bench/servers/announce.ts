import type { Server } from 'node:net';

/** Listens on any free port of this machine and tells the parent process which one. */
export function announce(server: Server): void {
  server.listen({ host: '127.0.0.1', port: 0 }, () => {
    const address = server.address();
    if (typeof address === 'object' && address !== null) process.send?.({ port: address.port });
  });
  process.once('disconnect', () => process.exit(0));
}
