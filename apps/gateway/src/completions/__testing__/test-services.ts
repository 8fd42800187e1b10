import { MemoryCache } from '@llm-cost-optimizer/cache';
import type { EffectiveConfig, LedgerEntry, ProviderAdapter, ProviderConfig } from '@llm-cost-optimizer/contracts';
import { createCatalogue } from '@llm-cost-optimizer/pricing';
import type { Transport } from '@llm-cost-optimizer/providers';
import {
  CallExperience,
  ConversationMemory,
  createHeuristicScorer,
  createLearnedScorer,
  QualityAccounts,
  type QualityModel,
} from '@llm-cost-optimizer/routing';
import { createMemoryAccounts, createRateLimiter } from '@llm-cost-optimizer/runtime';
import { BudgetBoard } from '../../budget/budget-board.ts';
import { AlertBoard } from '../../health/alert-board.ts';
import { DeploymentHealth } from '../../health/deployment-health.ts';
import { KeyRing } from '../../keys/key-ring.ts';
import { BeliefsBoard } from '../../learning/beliefs-board.ts';
import { LabelQueue } from '../../learning/label-queue.ts';
import { PromptCacheBoard } from '../../prompt-caching/prompt-cache-board.ts';
import { Snapshot } from '../../snapshot/snapshot.ts';
import type { Upstream } from '../../snapshot/upstream.ts';
import { FlightBoard } from '../flight/flight-board.ts';
import { StreamPulse } from '../flight/stream-pulse.ts';
import { IdempotencyBoard } from '../idempotency/idempotency-board.ts';
import { ResponseCache } from '../response-cache.ts';
import type { CompletionMetrics, CompletionServices } from '../services.ts';
import { RetryBudget } from '../stages/execute/retry-budget.ts';
import { FakeTransport, fakeAdapter } from './fake-provider.ts';

const catalogue = createCatalogue();

/** A day on which all models of the default routes have a price. */
export const NOW = Date.parse('2026-10-01T12:00:00Z');

/** A clock that stands still until it is moved. */
export class TestClock {
  ms = 1_000;
  wallMs = NOW;
  readonly now = () => this.wallMs;
  readonly monotonic = () => this.ms;

  advance(ms: number): void {
    this.ms += ms;
    this.wallMs += ms;
  }
}

export function testProvider(id: string, over: Partial<ProviderConfig> = {}): ProviderConfig {
  const base = { apiKey: `sk-provider-${id}`, baseUrl: 'http://127.0.0.1:1', isSimulated: false, isLocal: false };
  return { id, ...base, models: [], ...over };
}

export function testConfig(over: Partial<EffectiveConfig> = {}): EffectiveConfig {
  const providers = over.providers ?? ['openai', 'anthropic', 'groq'].map((id) => testProvider(id));
  return {
    version: 7,
    yaml: '',
    defaultMode: 'balanced',
    monthlyBudgetUsd: null,
    providers,
    routing: catalogue.defaultRoutes(new Set(providers.map(({ id }) => id))),
    namedModels: 'route',
    baseline: { kind: 'requested', model: catalogue.defaultBaseline, flagship: catalogue.flagship },
    cache: {
      isEnabled: true,
      ttlSeconds: { low: 600, medium: 600, high: 600, pinned: 600 },
      maxBytes: 16 * 1024 * 1024,
      shareInFlight: true,
      promptCaching: 'advise',
    },
    limits: {
      maxAttempts: 3,
      connectTimeoutMs: 5_000,
      dnsTimeoutMs: 2_000,
      headersTimeoutMs: 10_000,
      lateUsageMs: 0,
      firstTokenTimeoutMs: 10_000,
      idleTimeoutMs: 10_000,
      keepAliveMs: 15_000,
      deadlineMs: 60_000,
      maxBodyBytes: 4 * 1024 * 1024,
    },
    modelAliases: {},
    warnings: [],
    ...over,
  };
}

/** With a quality model the scorer is the learned one, else the heuristic. */
export function testSnapshot(
  config: EffectiveConfig,
  adapterOf: (id: string) => ProviderAdapter | null,
  quality: QualityModel | null = null,
): Snapshot {
  const adapters = { get: adapterOf, ids: config.providers.map(({ id }) => id) };
  const scorer = quality === null ? createHeuristicScorer() : createLearnedScorer(quality);
  return new Snapshot({ config, catalogue, scorer, quality, adapters });
}

/** The ways to call a model of a configured provider: one at least. */
export function upstreamsOf(
  snapshot: Snapshot,
  { provider, model }: { provider: string; model: string },
): readonly [Upstream, ...Upstream[]] {
  const deployment = snapshot.deployment(provider, model);
  const [first, ...others] = deployment === null ? [] : snapshot.upstreams(deployment);
  if (first === undefined) throw new Error(`No way to call ${provider}/${model}.`);
  return [first, ...others];
}

/** Metrics that remember what was counted, as `name:labels`. */
export class TestMetrics implements CompletionMetrics {
  readonly counted: string[] = [];
  request = (record: { outcome: string }) => this.count(`request:${record.outcome}`);
  attempt = (_provider: string, _model: string, outcome: string) => this.count(`attempt:${outcome}`);
  failover = (_provider: string, outcome: string) => this.count(`failover:${outcome}`);
  retry = (outcome: string) => this.count(`retry:${outcome}`);
  retryBudgetExhausted = () => this.count('retryBudgetExhausted');
  streamAbort = (side: string, phase: string) => this.count(`streamAbort:${side}:${phase}`);
  rejectedInput = (code: string) => this.count(`rejectedInput:${code}`);
  cascade = (result: string, check: string) => this.count(`cascade:${result}:${check}`);
  idempotentReplay = () => this.count('idempotentReplay');
  usageImplausible = (provider: string) => this.count(`usageImplausible:${provider}`);

  promptCacheWritesUnread = (deploymentId: string, writes: number) =>
    this.count(`promptCacheWritesUnread:${deploymentId}:${writes}`);

  private count(name: string): void {
    this.counted.push(name);
  }
}

export interface TestOptions {
  readonly config?: EffectiveConfig;
  readonly transport?: Transport;
  readonly adapterOf?: (id: string) => ProviderAdapter | null;
  readonly isLocal?: boolean;
  /** Default: none, the heuristic scores. */
  readonly quality?: QualityModel;
  readonly clock?: { now(): number; monotonic(): number };
}

/** Services over fakes: nothing here knows a network. */
export function testServices(options: TestOptions = {}) {
  const clock = options.clock ?? new TestClock();
  const adapters = new Map<string, ProviderAdapter>();
  const adapterOf = options.adapterOf ?? ((id: string) => adapters.get(id) ?? remember(adapters, fakeAdapter(id)));
  const metrics = new TestMetrics();
  const entries: LedgerEntry[] = [];
  const ledger = { isFull: false, record: (entry: LedgerEntry) => void entries.push(entry) };
  const defects: unknown[] = [];
  let snapshot = testSnapshot(options.config ?? testConfig(), adapterOf, options.quality);
  let ids = 0;
  const services = {
    snapshot: () => snapshot,
    clock,
    createId: () => `id-${String(++ids).padStart(6, '0')}`,
    isLocal: options.isLocal ?? true,
    keys: new KeyRing(clock.now),
    cache: new ResponseCache({
      memory: new MemoryCache({ maxBytes: 16 * 1024 * 1024, now: clock.now }),
      shared: null,
      now: clock.now,
    }),
    flights: new FlightBoard(),
    pulse: new StreamPulse(() => snapshot.config.limits.keepAliveMs),
    idempotency: new IdempotencyBoard(),
    health: new DeploymentHealth(clock.monotonic),
    alerts: new AlertBoard(clock.now),
    experience: new CallExperience(),
    qualityAccounts: new QualityAccounts(),
    beliefs: new BeliefsBoard(),
    labels: new LabelQueue(),
    promptCaching: new PromptCacheBoard(clock.now),
    conversations: new ConversationMemory(),
    retryBudget: new RetryBudget(),
    limiter: createRateLimiter({ redisUrl: null, onError: () => undefined }),
    budgets: new BudgetBoard({ accounts: createMemoryAccounts(clock.now), now: clock.now }),
    transport: options.transport ?? new FakeTransport(),
    ledger,
    intents: { begin: () => undefined, end: () => undefined },
    metrics,
    onDefect: (error: unknown) => void defects.push(error),
  } satisfies CompletionServices;
  const configure = (config: EffectiveConfig) => {
    snapshot = testSnapshot(config, adapterOf, options.quality);
  };
  return { services, entries, metrics, defects, ledger, configure };
}

function remember(adapters: Map<string, ProviderAdapter>, adapter: ProviderAdapter): ProviderAdapter {
  adapters.set(adapter.id, adapter);
  return adapter;
}
