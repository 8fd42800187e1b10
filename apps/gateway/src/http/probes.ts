import { GatewayError, type HealthProbe } from '@llm-cost-optimizer/contracts';
import type { Metrics } from '@llm-cost-optimizer/telemetry';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { SessionService } from '../session/session-service.ts';
import { sendGatewayError } from './error-answer.ts';
import { isLoopbackAddress } from './origin.ts';

/** A dependency that does not answer in this time counts as down. */
const PROBE_TIMEOUT_MS = 2_000;
/** Probes are asked at most this often, however often somebody looks. */
const REMEMBER_MS = 500;

export interface ProbeOptions {
  readonly probes: readonly HealthProbe[];
  readonly metrics: Metrics;
  readonly sessions: SessionService;
  readonly isDraining: () => boolean;
  readonly now: () => number;
}

interface Readiness {
  readonly isReady: boolean;
  /** By probe: null = works, else what is wrong. */
  readonly parts: Readonly<Record<string, string | null>>;
}

/**
 * `/health/live` (this process answers), `/health/ready` (its dependencies work, 503 when not), `/metrics`. Details and
 * metrics are for this machine and for the admin token; a stranger learns only whether the gateway is ready.
 */
export function registerProbes(fastify: FastifyInstance, options: ProbeOptions): void {
  const read = rememberFor(REMEMBER_MS, options.now, () => readiness(options.probes));
  fastify.get('/health/live', (_request, reply) => reply.header('cache-control', 'no-store').send({ status: 'ok' }));
  fastify.get('/health/ready', async (request, reply) => {
    const { isReady, parts } = await read();
    const isDraining = options.isDraining();
    const status = isDraining ? 'stopping' : isReady ? 'ready' : 'not_ready';
    const checks = mayReadDetails(request, options.sessions) ? describeAll(parts) : describeShortly(parts);
    return reply
      .code(isReady && !isDraining ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ status, checks });
  });
  fastify.get('/metrics', async (request, reply) => {
    if (!mayReadDetails(request, options.sessions)) {
      const error = new GatewayError(
        'invalid_api_key',
        'Metrics are for this machine, or with `Authorization: Bearer <admin token>`.',
      );
      return sendGatewayError(request, reply, error);
    }
    return reply
      .type(options.metrics.contentType)
      .header('cache-control', 'no-store')
      .send(await options.metrics.render());
  });
}

/**
 * True for the admin token, and for callers on this machine. Behind a reverse proxy on the same machine every caller
 * has a loopback address; the headers that proxies add tell them apart.
 */
function mayReadDetails(request: FastifyRequest, sessions: SessionService): boolean {
  const { authorization, forwarded } = request.headers;
  if (authorization !== undefined) return sessions.identifyBearer(authorization.replace(/^Bearer /i, '')) !== null;
  const isForwarded =
    forwarded !== undefined ||
    request.headers['x-forwarded-for'] !== undefined ||
    request.headers['x-real-ip'] !== undefined;
  return !isForwarded && isLoopbackAddress(request.socket.remoteAddress);
}

async function readiness(probes: readonly HealthProbe[]): Promise<Readiness> {
  const results = await Promise.all(probes.map(async (probe) => [probe.name, await problemOf(probe)] as const));
  return { isReady: results.every(([, problem]) => problem === null), parts: Object.fromEntries(results) };
}

/** What is wrong with a dependency; null = it works. One that does not answer in time does not work. */
export async function problemOf(probe: HealthProbe, timeoutMs = PROBE_TIMEOUT_MS): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`no answer within ${timeoutMs} ms`), timeoutMs);
  });
  const answer = probe.check().then(
    () => null,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  const problem = await Promise.race([answer, timeout]);
  clearTimeout(timer);
  return problem;
}

function describeAll(parts: Readiness['parts']): Record<string, { status: string; problem: string | null }> {
  return Object.fromEntries(
    Object.entries(parts).map(([name, problem]) => [name, { status: problem === null ? 'ok' : 'failing', problem }]),
  );
}

function describeShortly(parts: Readiness['parts']): Record<string, { status: string }> {
  return Object.fromEntries(
    Object.entries(parts).map(([name, problem]) => [name, { status: problem === null ? 'ok' : 'failing' }]),
  );
}

function rememberFor<T>(ms: number, now: () => number, read: () => Promise<T>): () => Promise<T> {
  let last: { readonly at: number; readonly value: Promise<T> } | null = null;
  return () => {
    if (last === null || now() - last.at >= ms) last = { at: now(), value: read() };
    return last.value;
  };
}
