import { MemoryCache } from '@llm-cost-optimizer/cache';
import type { HealthProbe } from '@llm-cost-optimizer/contracts';
import {
  createLedgerRepository,
  createSampleRepository,
  createSimulationRepository,
} from '@llm-cost-optimizer/persistence';
import { CallExperience, ConversationMemory, QualityAccounts } from '@llm-cost-optimizer/routing';
import type { AdminServices } from '../admin/admin.module.ts';
import { BudgetService } from '../admin/budgets/budget-service.ts';
import { ConfigurationService } from '../admin/configuration/configuration-service.ts';
import { DecisionService } from '../admin/decisions/decision-service.ts';
import { KeyService } from '../admin/keys/key-service.ts';
import { ReconcileService } from '../admin/reconcile/reconcile-service.ts';
import { BeliefsService } from '../admin/routing/beliefs-service.ts';
import { RoutingHealthService } from '../admin/routing/routing-health-service.ts';
import { RuleService } from '../admin/routing/rule-service.ts';
import { SavingsService } from '../admin/savings/savings-service.ts';
import { SimulationService } from '../admin/simulations/simulation-service.ts';
import { StatusService } from '../admin/status/status-service.ts';
import { StreamPulse } from '../completions/flight/stream-pulse.ts';
import { IdempotencyBoard } from '../completions/idempotency/idempotency-board.ts';
import { ResponseCache } from '../completions/response-cache.ts';
import type { CompletionServices } from '../completions/services.ts';
import { createSecretMask } from '../configuration/secret-mask.ts';
import { PromptCacheBoard } from '../prompt-caching/prompt-cache-board.ts';
import type { BudgetRefresher } from './budget-refresher.ts';
import type { Configuration } from './configuration.ts';
import type { Infrastructure } from './infrastructure.ts';
import type { Learning } from './learning.ts';
import type { SimulatorHost } from './simulator-host.ts';

/** What the request path needs. */
export function completionServices(
  infrastructure: Infrastructure,
  { active }: Configuration,
  { board, labels }: Pick<Learning, 'board' | 'labels'>,
): CompletionServices {
  const {
    settings,
    clock,
    createId,
    keyRing,
    store,
    flights,
    health,
    alerts,
    retryBudget,
    limiter,
    budgets,
    transport,
    ledger,
    metrics,
    logger,
  } = infrastructure;
  const createCache = (maxBytes: number) =>
    new ResponseCache({ memory: new MemoryCache({ maxBytes, now: clock.now }), shared: store, now: clock.now });
  let { maxBytes } = active.snapshot.config.cache;
  let cache = createCache(maxBytes);
  // A new size takes effect at once; the price is an empty cache, once.
  active.onChange((config) => {
    if (config.cache.maxBytes === maxBytes) return;
    maxBytes = config.cache.maxBytes;
    cache = createCache(maxBytes);
  });
  metrics.gauge('cache_entries', 'Answers in the memory of this gateway.', () => cache.size.entries);
  metrics.gauge('cache_bytes', 'Bytes of answers in the memory of this gateway.', () => cache.size.bytes);
  const promptCaching = new PromptCacheBoard(clock.now);
  metrics.gauge(
    'prompt_cache_prefixes',
    'Beginnings of prompts that came more than once, in the memory of this gateway.',
    () => {
      // Where no requests come, this is when writes whose time is over are found.
      for (const [deploymentId, writes] of promptCaching.sweep()) metrics.promptCacheWritesUnread(deploymentId, writes);
      return promptCaching.size;
    },
  );
  const pulse = new StreamPulse(() => active.snapshot.config.limits.keepAliveMs);
  metrics.gauge(
    'buffer_bytes',
    'Bytes of streams that wait for slow clients.',
    () => flights.waitingBytes + pulse.waitingBytes,
  );
  return {
    snapshot: () => active.snapshot,
    clock,
    createId,
    isLocal: settings.isLoopback,
    keys: keyRing,
    get cache() {
      return cache;
    },
    flights,
    pulse,
    idempotency: new IdempotencyBoard(),
    health,
    alerts,
    experience: new CallExperience(),
    qualityAccounts: new QualityAccounts(),
    beliefs: board,
    labels,
    promptCaching,
    conversations: new ConversationMemory(),
    retryBudget,
    limiter,
    budgets,
    transport,
    ledger: ledger.spool,
    intents: ledger.intents,
    metrics,
    onDefect: (error, requestId) => logger.error({ err: error, requestId }, 'A request met a defect.'),
  };
}

/** What the admin API asks of the rest of the gateway. */
export interface AdminParts {
  readonly simulator: SimulatorHost;
  readonly completion: CompletionServices;
  readonly budgetRefresher: BudgetRefresher;
  readonly learning: Learning;
}

/** What the admin API needs. */
export function adminServices(
  infrastructure: Infrastructure,
  configuration: Configuration,
  { simulator, completion, budgetRefresher, learning }: AdminParts,
): AdminServices {
  const { settings, clock, sessions, repositories, keyRefresher, health, alerts, ledger, instanceId } = infrastructure;
  const { active, file } = configuration;
  const mask = createSecretMask();
  const routingHealth = new RoutingHealthService({
    figures: repositories.figures,
    snapshot: () => active.snapshot,
    now: clock.now,
  });
  const simulations = new SimulationService({
    samples: createSampleRepository(infrastructure.database.database),
    results: createSimulationRepository(infrastructure.database.database),
    configurations: repositories.config,
    active,
    mask,
    now: clock.now,
  });
  return {
    sessions,
    active,
    simulations,
    clock,
    figures: repositories.figures,
    requests: repositories.requests,
    reconciler: new ReconcileService({
      figures: repositories.figures,
      ledger: createLedgerRepository(infrastructure.database.database),
    }),
    promptCaching: completion.promptCaching,
    savings: new SavingsService({
      figures: repositories.figures,
      snapshot: () => active.snapshot,
      now: clock.now,
    }),
    budgets: new BudgetService({
      repository: repositories.budgets,
      board: infrastructure.budgets,
      refresh: () => budgetRefresher.refresh(),
      now: clock.now,
    }),
    keys: new KeyService({ repository: repositories.keys, refresher: keyRefresher, now: clock.now }),
    configuration: new ConfigurationService({
      active,
      file,
      repository: repositories.config,
      mask,
      simulations,
    }),
    decisions: new DecisionService({ requests: repositories.requests, configurations: repositories.config, active }),
    rules: new RuleService({ active, completion, mask }),
    routingHealth,
    feedback: learning.feedback,
    beliefs: new BeliefsService({
      repository: repositories.beliefs,
      learner: learning.learner,
      snapshot: () => active.snapshot,
      now: clock.now,
    }),
    status: new StatusService({
      settings,
      active,
      health,
      alerts,
      simulator,
      pendingRows: () => ledger.spool.pendingRows,
      refusedRows: () => ledger.refusedRows,
      routing: () => routingHealth.lastHour,
      instanceId,
      clock,
    }),
    areCookiesSecure: settings.publicUrl?.startsWith('https:') ?? false,
  };
}

/** What must work for the gateway to be ready. */
export function readinessProbes(infrastructure: Infrastructure, { active }: Configuration): HealthProbe[] {
  const { database, store, ledger } = infrastructure;
  const probes: HealthProbe[] = [
    { name: 'database', check: () => database.database.check() },
    {
      name: 'configuration',
      async check() {
        if (active.snapshot.providers.size === 0) throw new Error('No provider is configured: set a provider key.');
      },
    },
    {
      name: 'spool',
      async check() {
        if (ledger.spool.isFull)
          throw new Error('The spool is full or cannot be written: check the disk and the database.');
      },
    },
  ];
  if (store !== null) {
    probes.push({
      name: 'redis',
      async check() {
        if (!store.isUp) throw new Error('Redis does not answer.');
      },
    });
  }
  return probes;
}
