import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { CompletionScript } from './completion-script.ts';

/** One call as a provider received it. */
export interface ScriptedCall {
  /** Counts from 1 over the life of the server. */
  readonly number: number;
  /** The how-manieth call of its connection, from 1. */
  readonly numberOnConnection: number;
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly socket: Socket;
  /** Sent as `x-request-id` by the ready-made answers. */
  readonly requestId: string;
  /** What the provider billed; set by the ready-made answers. Null = nothing or unknown. */
  billed: ScriptedUsage | null;
}

export interface ScriptedUsage {
  readonly promptTokens: number;
  readonly completionTokens: number;
}

/** Plays the provider for one call. `turn` counts the calls since the script was put in place, from 1. */
export type Script = (call: ScriptedCall, turn: number) => void | Promise<void>;

/** A provider in OpenAI's format on a bare socket: it can do everything to a connection that a real one can. */
export interface ScriptedProvider {
  /** Origin, without a path. */
  readonly url: string;
  readonly calls: readonly ScriptedCall[];
  /** Connections that were ever opened. */
  readonly connectionCount: number;
  /** Plays every further call with `script`, until another one is put in place. */
  play(script: Script): void;
  /** Back to good answers. */
  reset(): void;
  /** Closes all connections and the port. */
  stop(): Promise<void>;
}

export interface ScriptedProviderOptions {
  /** Speaks TLS with this certificate. */
  readonly tls?: { readonly key: string; readonly cert: string };
}

const HEAD_END = '\r\n\r\n';

/** Starts a scripted provider on a free port of 127.0.0.1. Without a script it answers well, plain or as a stream. */
export async function startScriptedProvider({ tls }: ScriptedProviderOptions = {}): Promise<ScriptedProvider> {
  const calls: ScriptedCall[] = [];
  const sockets = new Set<Socket>();
  const wellDone: Script = (call) => new CompletionScript().answer(call);
  let script = wellDone;
  let turn = 0;
  let connectionCount = 0;
  const onCall = (call: ScriptedCall): void => {
    calls.push(call);
    turn += 1;
    void script(call, turn);
  };
  const onConnection = (socket: Socket): void => {
    connectionCount += 1;
    sockets.add(socket);
    socket.setNoDelay(true);
    // Clients break off; that is what is being tested.
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
    readCalls(socket, () => calls.length + 1, onCall);
  };
  const server: Server = tls === undefined ? createServer(onConnection) : createTlsServer(tls, onConnection);
  if (tls !== undefined) server.on('tlsClientError', () => undefined);
  const port = await listen(server);
  return {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    calls,
    get connectionCount() {
      return connectionCount;
    },
    play(next) {
      script = next;
      turn = 0;
    },
    reset() {
      script = wellDone;
    },
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('no port'));
      else resolve(address.port);
    });
  });
}

/** Cuts what comes over a connection into calls, by their content-length. */
function readCalls(socket: Socket, nextNumber: () => number, onCall: (call: ScriptedCall) => void): void {
  let pending = '';
  let numberOnConnection = 0;
  socket.on('data', (chunk: Buffer) => {
    pending += chunk.toString('latin1');
    for (;;) {
      const headEnd = pending.indexOf(HEAD_END);
      if (headEnd < 0) return;
      const [requestLine = '', ...lines] = pending.slice(0, headEnd).split('\r\n');
      const headers = Object.fromEntries(lines.map(splitHeader));
      const from = headEnd + HEAD_END.length;
      const to = from + Number(headers['content-length'] ?? 0);
      if (pending.length < to) return;
      const body = Buffer.from(pending.slice(from, to), 'latin1').toString('utf8');
      pending = pending.slice(to);
      numberOnConnection += 1;
      const number = nextNumber();
      const path = requestLine.split(' ')[1] ?? '';
      const requestId = `scripted-${socket.localPort}-${number}`;
      onCall({ number, numberOnConnection, path, headers, body, socket, requestId, billed: null });
    }
  });
}

function splitHeader(line: string): [string, string] {
  const colon = line.indexOf(':');
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
}
