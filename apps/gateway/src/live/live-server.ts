import type { Server as HttpServer, IncomingMessage } from 'node:http';
import type { EventBus, LiveServerEvents } from '@llm-cost-optimizer/contracts';
import { Server } from 'socket.io';
import { isHostAllowed, isOwnOrigin, type OriginRules } from '../http/origin.ts';
import { readSessionCookie } from '../session/cookie.ts';
import type { AdminIdentity, SessionService } from '../session/session-service.ts';
import { DeltaAggregator, EMIT_INTERVAL_MS } from './delta-aggregator.ts';

export const LIVE_PATH = '/live';
const MAX_SOCKETS = 500;
/** Nothing is expected from clients but pings. */
const MAX_MESSAGE_BYTES = 4_096;

type NoEvents = Record<string, never>;
interface SocketData {
  identity: AdminIdentity;
}
type LiveSocketServer = Server<NoEvents, LiveServerEvents, NoEvents, SocketData>;

export interface LiveServer {
  /** Closes the sockets of sessions that have ended; called every few seconds. */
  closeEndedSessions(): Promise<void>;
  readonly sockets: number;
  close(): Promise<void>;
}

/**
 * Live events for dashboards. Only websockets, so that several gateways need no sticky sessions; each gateway hears
 * the bus and tells its own sockets, so none is told twice. The room comes from the session, never from the client.
 */
export function startLiveServer(options: {
  server: HttpServer;
  sessions: SessionService;
  bus: EventBus;
  rules: OriginRules;
}): LiveServer {
  const { server, sessions, bus, rules } = options;
  const io: LiveSocketServer = new Server(server, {
    path: LIVE_PATH,
    transports: ['websocket'],
    serveClient: false,
    maxHttpBufferSize: MAX_MESSAGE_BYTES,
    allowRequest: (request, done) => done(null, isFromOwnPage(request, rules)),
  });
  io.use((socket, next) => {
    if (io.engine.clientsCount > MAX_SOCKETS) return next(new Error('too_many_connections'));
    const sent: unknown = socket.handshake.auth.token;
    identify(socket.request, typeof sent === 'string' ? sent : null, sessions).then(
      (identity) => {
        if (identity === null) return next(new Error('unauthorized'));
        socket.data.identity = identity;
        next();
      },
      () => next(new Error('unavailable')),
    );
  });
  io.on('connection', (socket) => void socket.join(roomOf(socket.data.identity.organizationId)));
  const stop = relay(io, bus);
  const stopListening = sessions.onClosed((tokenHash) => disconnectSession(io, tokenHash));
  return {
    closeEndedSessions: () => closeEndedSessions(io, sessions),
    get sockets() {
      return io.engine.clientsCount;
    },
    async close() {
      stop();
      stopListening();
      // Not io.close(): that would close the HTTP server under running requests.
      io.disconnectSockets(true);
      io.engine.close();
    },
  };
}

/** Passes the bus on to the rooms. Deltas are added up and sent at most four times a second. */
function relay(io: LiveSocketServer, bus: EventBus): () => void {
  const aggregator = new DeltaAggregator();
  let timer: NodeJS.Timeout | null = null;
  const emit = () => {
    timer = null;
    for (const delta of aggregator.take()) io.to(roomOf(delta.organizationId)).emit('ledger:delta', delta);
  };
  const stopDeltas = bus.subscribe('ledger.committed', (deltas) => {
    if (io.engine.clientsCount === 0) return;
    aggregator.add(deltas);
    timer ??= setTimeout(emit, EMIT_INTERVAL_MS).unref();
  });
  const stopConfig = bus.subscribe('config.published', (event) => {
    io.to(roomOf(event.organizationId)).emit('config:published', event);
  });
  // Alerts are about the gateway and its providers, not about what one organization asked.
  const stopAlerts = bus.subscribe('alerts.changed', (event) => void io.emit('alerts:changed', event));
  return () => {
    stopAlerts();
    stopDeltas();
    stopConfig();
    if (timer !== null) clearTimeout(timer);
  };
}

/** The page's socket carries the cookie; scripts send the admin token as bearer or in the handshake's `auth.token`. */
async function identify(
  request: IncomingMessage,
  sent: string | null,
  sessions: SessionService,
): Promise<AdminIdentity | null> {
  const bearer = sent ?? request.headers.authorization?.replace(/^Bearer /i, '') ?? null;
  if (bearer !== null) return sessions.identifyBearer(bearer);
  const cookie = readSessionCookie(request.headers.cookie);
  return cookie === null ? null : sessions.identifyCookie(cookie);
}

/** Browsers let any page open a websocket and attach our cookie to it: the origin is the only guard. */
function isFromOwnPage(request: IncomingMessage, rules: OriginRules): boolean {
  const { origin, host } = request.headers;
  if (!isHostAllowed(host, rules)) return false;
  return origin === undefined || isOwnOrigin(origin, host, rules);
}

async function closeEndedSessions(io: LiveSocketServer, sessions: SessionService): Promise<void> {
  const hashes = new Set<string>();
  for (const socket of io.sockets.sockets.values()) {
    const { tokenHash } = socket.data.identity;
    if (tokenHash !== null) hashes.add(tokenHash);
  }
  for (const tokenHash of hashes) {
    if (!(await sessions.isOpen(tokenHash))) disconnectSession(io, tokenHash);
  }
}

function disconnectSession(io: LiveSocketServer, tokenHash: string): void {
  for (const socket of io.sockets.sockets.values()) {
    if (socket.data.identity.tokenHash === tokenHash) socket.disconnect(true);
  }
}

function roomOf(organizationId: string): string {
  return `organization:${organizationId}`;
}
