import type { RoutingHealthService } from '../admin/routing/routing-health-service.ts';
import type { LiveServer } from '../live/live-server.ts';
import type { BudgetRefresher } from './budget-refresher.ts';
import type { Closers } from './closers.ts';
import type { Configuration } from './configuration.ts';
import { registerInfrastructureGauges } from './gauges.ts';
import type { Infrastructure } from './infrastructure.ts';
import { Loops } from './loops.ts';

const KEYS_MS = 3_000;
const LAST_USE_MS = 10_000;
const CONFIG_MS = 5_000;
const BUDGET_MS = 2_000;
const LOCAL_MODELS_MS = 30_000;
const SESSIONS_MS = 5_000;
const ROUTING_MS = 60_000;
const REFUSED_MS = 15_000;
const QUEUE_DEPTH_MS = 5_000;
const BOOKING_POLL_MS = 20;

/** Reads once what the first request needs, then keeps it fresh for as long as the process runs. */
export async function startBackground(
  infrastructure: Infrastructure,
  configuration: Configuration,
  budgets: BudgetRefresher,
  closers: Closers,
): Promise<Loops> {
  const { keyRefresher, ledger, logger, metrics } = infrastructure;
  const { active } = configuration;
  const loops = new Loops();
  closers.add('background work', async () => {
    await loops.stop();
    await keyRefresher.writeLastUse();
  });
  const onFailing = (name: string, error: unknown) =>
    logger.warn({ err: error, work: name }, 'Background work fails; it is tried again.');
  await keyRefresher.refresh();
  await budgets.refresh();
  active.onChange(() => void budgets.refresh().catch((error: unknown) => onFailing('read budgets', error)));
  const depth = { waiting: 0, active: 0, failed: 0 };
  metrics.gauge('queue_depth', 'Jobs of the ledger queue by state.', () => depth);
  registerInfrastructureGauges(infrastructure, configuration);
  const every = (name: string, everyMs: number, work: () => Promise<void>) =>
    loops.every({ name, everyMs, work, onFailing });
  every('read keys', KEYS_MS, () => keyRefresher.refresh());
  every('write last use of keys', LAST_USE_MS, () => keyRefresher.writeLastUse());
  every('read configuration', CONFIG_MS, () => active.reload());
  every('read budgets', BUDGET_MS, () => budgets.refresh());
  every('ask local servers for models', LOCAL_MODELS_MS, () => active.refreshLocalModels());
  every('count refused rows', REFUSED_MS, () => ledger.countRefused());
  metrics.gauge(
    'ledger_refused_rows',
    'Rows that the database refused, all gateways together.',
    () => ledger.refusedRows ?? Number.NaN,
  );
  every('read queue depth', QUEUE_DEPTH_MS, async () => void Object.assign(depth, await ledger.queue.depth()));
  return loops;
}

/** Looks every minute how the router distributes what it decides, for metrics, status and alarm. */
export function watchRouting(loops: Loops, routing: RoutingHealthService, { logger, metrics }: Infrastructure): void {
  let wasConstant = false;
  loops.every({
    name: 'read routing health',
    everyMs: ROUTING_MS,
    async work() {
      await routing.refresh();
      const { isConstant = false, advice = null } = routing.lastHour ?? {};
      if (isConstant && !wasConstant) logger.warn({ event: 'router_constant' }, advice ?? 'The router is a constant.');
      wasConstant = isConstant;
    },
    onFailing: (name, error) => logger.warn({ err: error, work: name }, 'Background work fails; it is tried again.'),
  });
  metrics.gauge('routing_constant', '1 when nearly all requests of the last hour went to one tier or one model.', () =>
    routing.lastHour?.isConstant === true ? 1 : 0,
  );
  metrics.gauge('routing_tier_share', 'Share of the last hour by tier of the score.', () =>
    Object.fromEntries((routing.lastHour?.tiers ?? []).map(({ name, share }) => [name, share])),
  );
  metrics.gauge('routing_entropy', 'How evenly the last hour was spread, 0 to 1; -1 with too few requests.', () => ({
    tier: routing.lastHour?.tierEntropy ?? -1,
    model: routing.lastHour?.modelEntropy ?? -1,
  }));
}

/** Closes live sockets within seconds of their session's end. */
export function watchSessions(loops: Loops, live: LiveServer, { logger }: Infrastructure): void {
  loops.every({
    name: 'close ended sessions',
    everyMs: SESSIONS_MS,
    work: () => live.closeEndedSessions(),
    onFailing: (name, error) => logger.warn({ err: error, work: name }, 'Background work fails; it is tried again.'),
  });
}

/**
 * Waits until every settled request is in the database, at most `timeoutMs`: rows that are left wait on the disk for the
 * next start. True when nothing is left.
 */
export async function bookEverything({ ledger, database }: Infrastructure, timeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  await ledger.spool.flush();
  // Nothing is gained by waiting for a database that is away.
  const isDatabaseUp = ledger.spool.pendingRows === 0 || (await works(database.database.check()));
  while (isDatabaseUp && ledger.spool.pendingRows > 0 && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, BOOKING_POLL_MS));
  }
  return ledger.spool.pendingRows === 0;
}

function works(check: Promise<void>): Promise<boolean> {
  return check.then(
    () => true,
    () => false,
  );
}
