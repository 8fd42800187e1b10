import type { Clock, LedgerEntry } from '@llm-cost-optimizer/contracts';
import type { Transport } from '@llm-cost-optimizer/providers';
import type { Metrics } from '@llm-cost-optimizer/telemetry';
import type { BudgetGuard } from '../budget/budget-guard.ts';
import type { DeploymentHealth } from '../health/deployment-health.ts';
import type { KeyRing } from '../keys/key-ring.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { FlightBoard } from './flight/flight-board.ts';
import type { ResponseCache } from './response-cache.ts';
import type { RetryBudget } from './stages/execute/retry-budget.ts';

/** Where settled requests go: the spool. `record` never waits and never throws. */
export interface LedgerSink {
  record(entry: LedgerEntry): void;
  /** True when nothing more can be recorded; then nothing is served either. */
  readonly isFull: boolean;
}

/** What the pipeline needs, built once at start. */
export interface CompletionServices {
  /** The configuration in force now. */
  readonly snapshot: () => Snapshot;
  readonly clock: Clock;
  readonly createId: () => string;
  /** True when the gateway listens on loopback only: any key is accepted. */
  readonly isLocal: boolean;
  readonly keys: KeyRing;
  readonly cache: ResponseCache;
  readonly flights: FlightBoard;
  readonly health: DeploymentHealth;
  readonly retryBudget: RetryBudget;
  readonly budget: BudgetGuard;
  readonly transport: Transport;
  readonly ledger: LedgerSink;
  readonly metrics: Metrics;
  /** Called for defects; gets no prompt text. */
  readonly onDefect: (error: unknown, requestId: string) => void;
}
