import { createServer, type Server } from 'node:http';
import { Books } from './books/books.ts';
import { FaultRules } from './faults/fault-rules.ts';
import { PromptCache } from './generator/prompt-cache.ts';
import { type SimulatorOptionsInput, simulatorOptionsSchema } from './options.ts';
import { IdSource } from './server/ids.ts';
import { createListener } from './server/router.ts';

/** Where a simulator listens. */
export interface SimulatorAddress {
  /** Origin without a trailing slash, for example `http://127.0.0.1:4010`. */
  readonly url: string;
  readonly port: number;
}

/** The simulated providers in this process. */
export interface Simulator {
  /**
   * Starts to listen; port 0 takes a free one. Rejects when the port is in use, or with an Error when it listens already.
   */
  start(at?: { readonly host?: string; readonly port?: number }): Promise<SimulatorAddress>;
  /** Closes all connections and the port. May be called twice, and before `start`. */
  stop(): Promise<void>;
  readonly books: Books;
  readonly faults: FaultRules;
}

/** Makes the simulated providers. Throws ZodError when an option is not valid. */
export function createSimulator(input: SimulatorOptionsInput = {}): Simulator {
  const options = simulatorOptionsSchema.parse(input);
  const books = new Books(options.maxBookRows);
  const faults = new FaultRules(options.faultSeed);
  const listener = createListener({ options, books, faults, promptCache: new PromptCache(), ids: new IdSource() });
  let server: Server | null = null;
  return {
    books,
    faults,
    async start({ host = '127.0.0.1', port = 0 } = {}) {
      if (server !== null) throw new Error('the simulator is running already');
      const started = createServer({ noDelay: true, keepAliveTimeout: 65_000 }, listener);
      server = started;
      try {
        return await listen(started, host, port);
      } catch (error) {
        server = null;
        throw error;
      }
    },
    async stop() {
      const stopping = server;
      server = null;
      if (stopping === null) return;
      await new Promise<void>((resolve) => {
        stopping.close(() => resolve());
        stopping.closeAllConnections();
      });
    },
  };
}

function listen(server: Server, host: string, port: number): Promise<SimulatorAddress> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address = server.address();
      if (address === null || typeof address === 'string') {
        reject(new Error('the simulator got no port'));
        return;
      }
      const shown = host.includes(':') ? `[${host}]` : host;
      resolve({ url: `http://${shown}:${address.port}`, port: address.port });
    });
  });
}
