import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ProcessSettings } from '@llm-cost-optimizer/contracts';
import type { Metrics } from '@llm-cost-optimizer/telemetry';
import { messageOf, StartError } from './start-error.ts';

export interface HealthServerOptions {
  readonly settings: Pick<ProcessSettings, 'host' | 'port' | 'adminToken'>;
  readonly metrics: Pick<Metrics, 'render' | 'contentType'>;
  readonly isRunning: () => boolean;
  /** Rejects when the database cannot be used. */
  readonly check: () => Promise<void>;
}

export interface HealthServer {
  readonly url: string;
  close(): Promise<void>;
}

/** `/health/live`, `/health/ready` and `/metrics` (on this machine, or with the admin token). Throws StartError when the port is in use. */
export async function startHealthServer(options: HealthServerOptions): Promise<HealthServer> {
  const { host, port } = options.settings;
  const server = createServer((request, response) => void answer(request, response, options));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, resolve);
  }).catch((error: unknown) => {
    throw new StartError(
      `The worker cannot listen on ${host}:${port} (${messageOf(error)}). Take another port: WORKER_PORT=8002`,
      { cause: error },
    );
  });
  const address = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, options: HealthServerOptions): Promise<void> {
  const path = request.url?.split('?', 1)[0];
  if (path === '/health/live') return send(response, 200, { status: 'ok' });
  if (path === '/health/ready') return sendReadiness(response, options);
  if (path === '/metrics' && mayReadMetrics(request, options.settings.adminToken)) {
    response.writeHead(200, { 'content-type': options.metrics.contentType }).end(await options.metrics.render());
    return;
  }
  send(response, 404, {
    error: { message: 'No such endpoint.', type: 'invalid_request_error', param: null, code: 'not_found' },
  });
}

async function sendReadiness(response: ServerResponse, { isRunning, check }: HealthServerOptions): Promise<void> {
  const isDatabaseUp = await check().then(
    () => true,
    () => false,
  );
  const checks = { database: word(isDatabaseUp), jobs: word(isRunning()) };
  const isReady = isDatabaseUp && isRunning();
  send(response, isReady ? 200 : 503, { status: isReady ? 'ready' : 'not_ready', checks });
}

function word(isOk: boolean): { status: 'ok' | 'failing' } {
  return { status: isOk ? 'ok' : 'failing' };
}

/** Callers on this machine, and others with the admin token. Proxies on this machine pass foreign callers on; the header they add tells. */
function mayReadMetrics({ socket, headers }: IncomingMessage, adminToken: string | null): boolean {
  const sent = headers.authorization?.replace(/^Bearer /i, '');
  if (sent !== undefined) return adminToken !== null && timingSafeEqual(digest(sent), digest(adminToken));
  const address = socket.remoteAddress?.replace(/^::ffff:/, '') ?? '';
  return headers['x-forwarded-for'] === undefined && (address.startsWith('127.') || address === '::1');
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}
