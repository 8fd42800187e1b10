import type {
  AlertKind,
  BudgetAccounts,
  CallIntent,
  Clock,
  EventBus,
  ProcessSettings,
  RateLimiter,
} from '@llm-cost-optimizer/contracts';
import type {
  BeliefsRepository,
  BudgetRepository,
  ConfigRepository,
  FeedbackRepository,
  FiguresRepository,
  KeyRepository,
  RequestRepository,
} from '@llm-cost-optimizer/persistence';
import {
  createBeliefsRepository,
  createBudgetRepository,
  createConfigRepository,
  createFeedbackRepository,
  createFiguresRepository,
  createKeyRepository,
  createLedgerRepository,
  createRequestRepository,
  createSessionRepository,
} from '@llm-cost-optimizer/persistence';
import type { Catalogue } from '@llm-cost-optimizer/pricing';
import { createTransport, type Transport } from '@llm-cost-optimizer/providers';
import {
  type ClosableStore,
  checkRedis,
  createEventBus,
  createId,
  createMemoryAccounts,
  createRateLimiter,
  createRedisAccounts,
  createSharedStore,
  jobsConnection,
  systemClock,
} from '@llm-cost-optimizer/runtime';
import type { Logger, Metrics } from '@llm-cost-optimizer/telemetry';
import { BudgetBoard } from '../budget/budget-board.ts';
import { FlightBoard } from '../completions/flight/flight-board.ts';
import { RetryBudget } from '../completions/stages/execute/retry-budget.ts';
import { AlertBoard } from '../health/alert-board.ts';
import { DeploymentHealth } from '../health/deployment-health.ts';
import { KeyRing } from '../keys/key-ring.ts';
import { SessionService } from '../session/session-service.ts';
import type { Closers } from './closers.ts';
import type { RunningDatabase } from './database.ts';
import { startEmbeddedJobs } from './embedded-jobs.ts';
import { KeyRefresher } from './key-refresher.ts';
import { createInstanceId, type LedgerWriter, startLedger } from './ledger.ts';
import { messageOf, StartError } from './start-error.ts';

const STORE_TIMEOUT_MS = 50;
/** A request waits for its money: longer than for a stored answer, because a miss here is a gateway that counts alone. */
const BUDGET_TIMEOUT_MS = 250;
/** Longer than any request may live, so that what a killed gateway held comes free the same hour. */
const HOLD_MS = 1_800_000;

/** Everything that lives as long as the process and knows no configuration. */
export interface Infrastructure {
  readonly settings: ProcessSettings;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly createId: () => string;
  readonly instanceId: string;
  readonly database: RunningDatabase;
  readonly bus: EventBus;
  /** Null in embedded mode. */
  readonly store: ClosableStore | null;
  readonly transport: Transport;
  readonly ledger: LedgerWriter;
  readonly sessions: SessionService;
  readonly keyRing: KeyRing;
  readonly keyRefresher: KeyRefresher;
  readonly budgets: BudgetBoard;
  readonly limiter: RateLimiter;
  readonly health: DeploymentHealth;
  readonly alerts: AlertBoard;
  readonly flights: FlightBoard;
  readonly retryBudget: RetryBudget;
  readonly repositories: {
    readonly beliefs: BeliefsRepository;
    readonly feedback: FeedbackRepository;
    readonly budgets: BudgetRepository;
    readonly config: ConfigRepository;
    readonly figures: FiguresRepository;
    readonly requests: RequestRepository;
    readonly keys: KeyRepository;
  };
}

export interface InfrastructureOptions {
  readonly settings: ProcessSettings;
  readonly dataDir: string;
  readonly catalogue: Catalogue;
  readonly adminToken: string;
  readonly database: RunningDatabase;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly closers: Closers;
}

/** Starts what requests and the admin API stand on. Throws StartError when Redis is wanted and cannot be used. */
export async function startInfrastructure(options: InfrastructureOptions): Promise<Infrastructure> {
  const { settings, dataDir, catalogue, adminToken, database, logger, metrics, closers } = options;
  const clock = systemClock;
  const onError = (error: Error) => logger.warn({ err: error }, 'A background service failed.');
  if (settings.redisUrl !== null) await checkRedisOrRefuse(settings.redisUrl, logger);
  const bus = await createEventBus({ redisUrl: settings.redisUrl, onError });
  closers.add('bus', () => bus.close());
  const store = openStore(settings.redisUrl, onError);
  closers.add('store', () => store?.close());
  const transport = createTransport();
  closers.add('transport', () => transport.close());
  const instanceId = createInstanceId();
  const connection = jobsConnection(settings, database.connectionString);
  const ledgerRepository = createLedgerRepository(database.database);
  const ledger = await startLedger({
    dataDir,
    catalogue,
    instanceId,
    settings,
    connection,
    repository: ledgerRepository,
    now: clock.now,
    onError,
  }).catch((error: unknown) => {
    throw new StartError(messageOf(error), { cause: error });
  });
  closers.add('ledger', () => ledger.close());
  if (settings.mode === 'embedded') {
    const jobs = await startEmbeddedJobs({
      connection,
      ledger: ledger.acknowledging,
      bus,
      logger,
      metrics,
      clock,
      settings,
    });
    closers.add('jobs', () => jobs.close());
  }
  const keys = createKeyRepository(database.database);
  const keyRing = new KeyRing(clock.now);
  return {
    settings,
    logger,
    metrics,
    clock,
    createId,
    instanceId,
    database,
    bus,
    store,
    transport,
    ledger,
    sessions: new SessionService({ repository: createSessionRepository(database.database), adminToken, clock }),
    keyRing,
    keyRefresher: new KeyRefresher(keyRing, keys),
    limiter: openLimiter(settings.redisUrl, onError, closers),
    budgets: openBudgets(ledger.interrupted, { redisUrl: settings.redisUrl, now: clock.now, onError, closers }),
    health: new DeploymentHealth(clock.monotonic),
    alerts: openAlerts({ now: clock.now, bus, logger, instanceId }),
    flights: new FlightBoard(),
    retryBudget: new RetryBudget(),
    repositories: {
      beliefs: createBeliefsRepository(database.database),
      feedback: createFeedbackRepository(database.database),
      budgets: createBudgetRepository(database.database),
      config: createConfigRepository(database.database),
      figures: createFiguresRepository(database.database),
      requests: createRequestRepository(database.database),
      keys,
    },
  };
}

function openLimiter(redisUrl: string | null, onError: (error: Error) => void, closers: Closers): RateLimiter {
  const limiter = createRateLimiter({ redisUrl, onError });
  closers.add('limits', () => limiter.close());
  return limiter;
}

/** Budgets in memory where this gateway alone spends, in Redis where several do. */
function openBudgets(
  interrupted: readonly CallIntent[],
  {
    redisUrl,
    now,
    onError,
    closers,
  }: { redisUrl: string | null; now: () => number; onError: (error: Error) => void; closers: Closers },
): BudgetBoard {
  if (redisUrl === null) return new BudgetBoard({ accounts: createMemoryAccounts(now), now });
  const accounts = createRedisAccounts({ redisUrl, timeoutMs: BUDGET_TIMEOUT_MS, holdMs: HOLD_MS, now, onError });
  closers.add('budgets', () => accounts.close());
  giveBack(accounts, interrupted);
  return new BudgetBoard({ accounts, now });
}

/** Alerts that are told to the log and, over the bus, to every dashboard. */
function openAlerts(options: {
  readonly now: () => number;
  readonly bus: EventBus;
  readonly logger: Logger;
  readonly instanceId: string;
}): AlertBoard {
  const { now, bus, logger, instanceId } = options;
  const alerts: AlertBoard = new AlertBoard(now, (alert, isNew) => {
    logger.warn(
      { event: isNew ? 'alert_raised' : 'alert_ended', alert },
      isNew ? ALERT_WORDS[alert.kind] : 'Works again.',
    );
    bus.publish('alerts.changed', { instanceId, standing: alerts.list().length });
  });
  return alerts;
}

const ALERT_WORDS: Readonly<Record<AlertKind, string>> = {
  credentials_refused: 'A provider refuses one of our keys. Replace it.',
  quota_exhausted: 'The account of one of our provider keys is empty or at its limit. Top it up.',
  tls_failed: 'The certificate of a provider address does not hold. Check address and certificate.',
  price_unknown: 'A model has answered that has no price: its cost is unknown. Add its price to the configuration.',
};

/** What a killed run held is given back at once instead of when its time is over; what it cost comes with its rows. */
function giveBack(accounts: BudgetAccounts, interrupted: readonly CallIntent[]): void {
  for (const { requestId, holds = [] } of interrupted) {
    if (holds.length === 0) continue;
    accounts.settle(
      requestId,
      holds.map(({ amount, ...account }) => ({
        account: { ...account, limit: 0n, booked: 0n },
        amount: BigInt(amount),
        cost: 0n,
      })),
    );
  }
}

async function checkRedisOrRefuse(redisUrl: string, logger: Logger): Promise<void> {
  try {
    const { warnings } = await checkRedis(redisUrl);
    for (const warning of warnings) logger.warn(warning);
  } catch (error) {
    throw new StartError(`${messageOf(error)} To run without Redis, leave REDIS_URL out.`, { cause: error });
  }
}

function openStore(redisUrl: string | null, onError: (error: Error) => void): ClosableStore | null {
  return redisUrl === null ? null : createSharedStore({ redisUrl, timeoutMs: STORE_TIMEOUT_MS, onError });
}
