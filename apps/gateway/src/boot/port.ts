import { createServer } from 'node:net';
import { messageOf, StartError, systemCode } from './start-error.ts';

/** Fails fast, before the database is started, when the gateway could not listen anyway. Throws StartError. */
export async function checkPortIsFree(host: string, port: number): Promise<void> {
  if (port === 0) return;
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', reject);
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve()));
  }).catch((error: unknown) => {
    throw listenError(error, host, port);
  });
}

/** Puts a failed listen into one sentence with the remedy. */
export function listenError(error: unknown, host: string, port: number): StartError {
  const remedy = `PORT=${port < 65_535 ? port + 1 : 8_001} npm start`;
  switch (systemCode(error)) {
    case 'EADDRINUSE':
      return new StartError(
        `Port ${port} on ${host} is in use by another program (another gateway?). Stop it, or take another port: ${remedy}`,
        { cause: error },
      );
    case 'EACCES':
      return new StartError(`This user may not listen on port ${port}. Take a port above 1023: PORT=8000 npm start`, {
        cause: error,
      });
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new StartError(
        `${host} is not an address of this machine. Set LCO_HOST to 127.0.0.1 (this machine only) or 0.0.0.0 (all networks).`,
        { cause: error },
      );
    default:
      return new StartError(`The gateway cannot listen on ${host}:${port}: ${messageOf(error)}`, { cause: error });
  }
}
