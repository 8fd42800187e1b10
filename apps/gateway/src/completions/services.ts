import type {
  AttemptOutcome,
  Clock,
  IntentJournal,
  LedgerEntry,
  RateLimiter,
  RequestRecord,
} from '@llm-cost-optimizer/contracts';
import type { Transport } from '@llm-cost-optimizer/providers';
import type { CallExperience, ConversationMemory, QualityAccounts } from '@llm-cost-optimizer/routing';
import type { BudgetBoard } from '../budget/budget-board.ts';
import type { AlertBoard } from '../health/alert-board.ts';
import type { DeploymentHealth } from '../health/deployment-health.ts';
import type { KeyRing } from '../keys/key-ring.ts';
import type { BeliefsBoard } from '../learning/beliefs-board.ts';
import type { LabelQueue } from '../learning/label-queue.ts';
import type { PromptCacheBoard } from '../prompt-caching/prompt-cache-board.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { FlightBoard } from './flight/flight-board.ts';
import type { StreamPulse } from './flight/stream-pulse.ts';
import type { IdempotencyBoard } from './idempotency/idempotency-board.ts';
import type { ResponseCache } from './response-cache.ts';
import type { RetryBudget } from './stages/execute/retry-budget.ts';

/** Where settled requests go: the spool. `record` never waits and never throws. */
export interface LedgerSink {
  /** `text` is the entry as JSON, from whoever has it cheaper than by writing all of it. */
  record(entry: LedgerEntry, text?: string): void;
  /** True when nothing more can be recorded; then nothing is served either. */
  readonly isFull: boolean;
}

/** What the request path counts; the metrics of libs/telemetry have these methods. */
export interface CompletionMetrics {
  request(record: RequestRecord): void;
  attempt(provider: string, model: string, outcome: AttemptOutcome): void;
  failover(provider: string, outcome: AttemptOutcome): void;
  retry(reason: AttemptOutcome | 'stale_socket'): void;
  retryBudgetExhausted(): void;
  streamAbort(side: 'provider' | 'client', phase: 'before' | 'after'): void;
  rejectedInput(code: string): void;
  idempotentReplay(): void;
  cascade(result: 'kept' | 'escalated', check: string): void;
  usageImplausible(provider: string): void;
  /** The provider was paid for writes to its prompt cache that nothing has read. */
  promptCacheWritesUnread(deploymentId: string, writes: number): void;
}

/**
 * What the pipeline needs, built once at start and shared by all requests of the process.
 *
 * - `snapshot` returns the same object until the configuration changes; a new `Snapshot` then takes its place.
 * - `keys`: call `keys.replace(rows)` at start and after every change; only then unknown keys answer 401.
 * - `budgets`: call `budgets.replace(standings)` before the first request and every few seconds.
 * - `flights.stopAll(error)` ends what still runs when the drain time is over; `flights.size` says what runs.
 */
export interface CompletionServices {
  /** The configuration in force now. */
  readonly snapshot: () => Snapshot;
  readonly clock: Clock;
  /** UUIDv7. */
  readonly createId: () => string;
  /** True when the gateway listens on loopback only: any key is accepted. */
  readonly isLocal: boolean;
  readonly keys: KeyRing;
  readonly cache: ResponseCache;
  readonly flights: FlightBoard;
  /** Keeps open streams from being taken for dead. */
  readonly pulse: StreamPulse;
  /** Answers by idempotency key. */
  readonly idempotency: IdempotencyBoard;
  /** Built with the monotonic clock. */
  readonly health: DeploymentHealth;
  /** What only the operator can put right. Built with the wall clock. */
  readonly alerts: AlertBoard;
  /** How long answers are and how fast they come, as seen by this gateway. */
  readonly experience: CallExperience;
  /** Keeps quality targets on average. */
  readonly qualityAccounts: QualityAccounts;
  /** What organizations have taught the router. */
  readonly beliefs: BeliefsBoard;
  /** Verdicts of checks, to be learned. */
  readonly labels: LabelQueue;
  /** Which prompts are marked for the caches of providers. */
  readonly promptCaching: PromptCacheBoard;
  /** Where conversations have warm prompt caches. */
  readonly conversations: ConversationMemory;
  readonly retryBudget: RetryBudget;
  /** Built with the wall clock. */
  readonly budgets: BudgetBoard;
  readonly limiter: RateLimiter;
  readonly transport: Transport;
  readonly ledger: LedgerSink;
  /** Where calls are noted before they leave. */
  readonly intents: IntentJournal;
  readonly metrics: CompletionMetrics;
  /** Called for defects; gets no prompt text. */
  readonly onDefect: (error: unknown, requestId: string) => void;
}
