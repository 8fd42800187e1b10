import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Environment } from '@llm-cost-optimizer/config';
import { GatewayError, type ProcessSettings } from '@llm-cost-optimizer/contracts';
import { systemClock } from '@llm-cost-optimizer/runtime';
import { createMetrics, type Logger, type Metrics } from '@llm-cost-optimizer/telemetry';
import { createCompletionListener } from '../completions/completion.listener.ts';
import { createFrontDoor, type FrontDoor } from '../http/front-door.ts';
import { createModelApi, type ModelApiOptions } from '../http/model-api.ts';
import { isHostAllowed, type OriginRules } from '../http/origin.ts';
import { VERSION } from '../version.ts';
import { leaveAddress } from './address-file.ts';
import { loadAdminToken } from './admin-token.ts';
import { adminServices, completionServices, readinessProbes } from './assemble.ts';
import { bookEverything, startBackground, watchRouting, watchSessions } from './background.ts';
import { type BannerFacts, storedVersionOf } from './banner.ts';
import { BudgetRefresher } from './budget-refresher.ts';
import { Closers } from './closers.ts';
import { type Configuration, readCheckedFile, startConfiguration } from './configuration.ts';
import { prepareDataDir } from './data-dir.ts';
import { startDatabase } from './database.ts';
import { InFlight, stopAccepting } from './drain.ts';
import { startInfrastructure } from './infrastructure.ts';
import { startLearning } from './learning.ts';
import { checkPortIsFree, listenError } from './port.ts';
import { loadPriceList } from './price-list.ts';
import type { Progress } from './progress.ts';
import type { SimulatorHost } from './simulator-host.ts';

export interface GatewayOptions {
  readonly settings: ProcessSettings;
  readonly env: Environment;
  readonly logger: Logger;
  readonly progress: Progress;
  readonly simulator: SimulatorHost;
  /** Folder of the built dashboard; may be missing. */
  readonly dashboardDir: string;
}

export interface RunningGateway {
  readonly url: string;
  readonly adminToken: string;
  readonly facts: Omit<BannerFacts, 'seconds'>;
  /** Lets running requests finish, books everything, stops what was started. The database goes last. */
  stop(): Promise<void>;
}

/** After this time a stop gives up waiting for the last rows: they are on the disk and go to the database at the next start. */
const BOOKING_TIMEOUT_MS = 10_000;

/** Starts a whole gateway in this process. Throws StartError or ConfigError; then nothing is left running. */
export async function startGateway(options: GatewayOptions): Promise<RunningGateway> {
  const { logger } = options;
  const closers = new Closers((name, error) => logger.error({ err: error, step: name }, 'A step of the stop failed.'));
  try {
    return await start(options, closers);
  } catch (error) {
    await closers.closeAll();
    throw error;
  }
}

async function start(options: GatewayOptions, closers: Closers): Promise<RunningGateway> {
  const { settings, env, logger, progress, simulator } = options;
  const { catalogue, feed } = await loadPriceList(settings.dataDir);
  const fileText = await readCheckedFile({ settings, env, catalogue, now: systemClock.now() });
  if (feed !== null)
    logger.info({ event: 'price_list', ...feed }, 'A later price list than the shipped one is in use.');
  await checkPortIsFree(settings.host, settings.port);
  const dataDir = await prepareDataDir(settings.dataDir);
  const adminToken = await loadAdminToken(dataDir, settings.adminToken);
  const metrics = createMetrics({ version: VERSION });
  closers.add('metrics', () => metrics.close());
  closers.add('simulator', () => simulator.stop());
  // Nest takes longer to load than the database to start; loading it meanwhile hides the one behind the other.
  const adminAppModule = import('../http/admin-app.ts');
  adminAppModule.catch(() => undefined);
  const database = await startDatabase({
    settings,
    dataDir,
    progress,
    onLog: (line) => logger.debug({ source: 'postgres' }, line),
    onError: (error) => logger.warn({ err: error }, 'A database connection broke.'),
  });
  closers.add('database', () => database.stop());
  const infrastructure = await startInfrastructure({
    settings,
    dataDir,
    catalogue,
    adminToken,
    database,
    logger,
    metrics,
    closers,
  });
  const { sessions, clock } = infrastructure;
  const configuration = await startConfiguration({ env, fileText, catalogue, infrastructure, simulator, closers });
  const budgetRefresher = new BudgetRefresher(infrastructure, configuration);
  const loops = await startBackground(infrastructure, configuration, budgetRefresher, closers);
  const learning = await startLearning(infrastructure, configuration, loops);
  const inFlight = new InFlight();
  const state = { isDraining: false };
  const isDraining = () => state.isDraining;
  const rules = originRules(settings);
  const door = createFrontDoor();
  const onDefect = (error: unknown, requestId: string) => logger.error({ err: error, requestId }, 'Defect.');
  const completion = completionServices(infrastructure, configuration, learning);
  await serveModelApi(door, configuration, {
    services: completion,
    readGroups: (query) => infrastructure.repositories.figures.groups(query),
    findRequest: (organizationId, id) => infrastructure.repositories.requests.detail(organizationId, id),
    feedback: learning.feedback,
    rules,
    track: (done) => inFlight.track(done),
    isDraining,
  });
  const admin = adminServices(infrastructure, configuration, { simulator, completion, budgetRefresher, learning });
  watchRouting(loops, admin.routingHealth, infrastructure);
  const { createAdminApp } = await adminAppModule;
  const app = await createAdminApp({
    door,
    services: admin,
    probes: {
      probes: readinessProbes(infrastructure, configuration),
      metrics,
      sessions,
      isDraining,
      now: clock.monotonic,
    },
    rules,
    dashboardDir: options.dashboardDir,
    createId: infrastructure.createId,
    onDefect,
  });
  closers.add('http', () => app.close());
  const { startLiveServer } = await import('../live/live-server.ts');
  const live = startLiveServer({ server: door.server, sessions, bus: infrastructure.bus, rules });
  closers.add('live', () => live.close());
  watchSessions(loops, live, infrastructure);
  registerGauges(metrics, { inFlight, live, isDraining });
  const url = await listen(door.server, settings);
  closers.add('address', await leaveAddress(dataDir, url));
  const stop = async () => {
    state.isDraining = true;
    stopAccepting(door.server);
    infrastructure.flights.late.stopAll();
    if (!(await inFlight.settle(settings.drainTimeoutMs))) {
      infrastructure.flights.stopAll(
        new GatewayError('shutting_down', 'This gateway is stopping. Repeat the request.'),
      );
      await inFlight.settle(1_000);
    }
    await bookEverything(infrastructure, BOOKING_TIMEOUT_MS);
    await closers.closeAll();
  };
  const publicUrl = settings.publicUrl ?? url;
  const { snapshot, stored } = configuration.active;
  return {
    url,
    adminToken,
    facts: {
      url: publicUrl,
      signInUrl: `${publicUrl}/sign-in?token=${await sessions.createLinkToken()}`,
      simulated: snapshot.simulated,
      providers: [...snapshot.providerIds],
      isLocal: settings.isLoopback,
      configPath: settings.configPath,
      storedVersion: storedVersionOf(stored.version, settings.configPath),
      configWarnings: snapshot.config.warnings.length,
    },
    stop,
  };
}

/**
 * Serves the model API: the plain chat request straight, everything else through Fastify. Makes both anew when the largest
 * body has changed; requests under way stay with the old one.
 */
async function serveModelApi(
  door: FrontDoor,
  { active }: Configuration,
  options: Omit<ModelApiOptions, 'maxBodyBytes'>,
): Promise<void> {
  let { maxBodyBytes } = active.snapshot.config.limits;
  const { services, rules, track, isDraining } = options;
  const isKnownHost = createHostCheck(rules);
  const serve = async () => {
    const api = await createModelApi({ ...options, maxBodyBytes });
    door.serveModelApi(
      createCompletionListener(services, {
        maxBodyBytes,
        track,
        isWelcome: ({ headers }) => !isDraining() && isKnownHost(headers.host),
        otherwise: api.routing,
      }),
    );
  };
  await serve();
  active.onChange(({ limits }) => {
    if (limits.maxBodyBytes === maxBodyBytes) return;
    maxBodyBytes = limits.maxBodyBytes;
    void serve();
  });
}

/** Clients send the same Host over and over; the last good one is remembered. */
function createHostCheck(rules: OriginRules): (host: string | undefined) => boolean {
  let known: string | null = null;
  return (host) => {
    if (host !== undefined && host === known) return true;
    if (!isHostAllowed(host, rules)) return false;
    known = host ?? null;
    return true;
  };
}

function originRules(settings: ProcessSettings): OriginRules {
  const { publicUrl } = settings;
  return { isLocal: settings.isLoopback, publicOrigin: publicUrl === null ? null : new URL(publicUrl).origin };
}

interface GaugeSources {
  readonly inFlight: InFlight;
  readonly live: { readonly sockets: number };
  readonly isDraining: () => boolean;
}

function registerGauges(metrics: Metrics, parts: GaugeSources): void {
  metrics.gauge('requests_in_flight', 'Requests under way.', () => parts.inFlight.size);
  metrics.gauge('live_sockets', 'Dashboards connected for live events.', () => parts.live.sockets);
  metrics.gauge('draining', '1 while the last requests are finished.', () => (parts.isDraining() ? 1 : 0));
}

async function listen(server: Server, { host, port }: ProcessSettings): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      resolve();
    });
  }).catch((error: unknown) => {
    throw listenError(error, host, port);
  });
  const address = server.address() as AddressInfo;
  return `http://${shownHost(host)}:${address.port}`;
}

/** An address a browser can open: the wildcard ones are this machine, IPv6 goes into brackets. */
function shownHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
}
