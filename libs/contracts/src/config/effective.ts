import type { Mode, Tier } from '../routing/mode.ts';

/** Where a problem stands in the YAML text. Lines and columns count from 1; null when it has no place. */
export interface ConfigProblem {
  readonly severity: 'error' | 'warning';
  /** Path such as `routing_rules.cost_mode.low_complexity[1]`. */
  readonly path: string;
  /** One sentence: what is wrong and the remedy. */
  readonly message: string;
  readonly line: number | null;
  readonly column: number | null;
}

/** One provider with everything needed to call it. */
export interface ProviderConfig {
  readonly id: string;
  /** Empty for local servers without a key. Never printed. */
  readonly apiKey: string;
  /** Without trailing slash. */
  readonly baseUrl: string;
  readonly isSimulated: boolean;
  /** True for servers whose models are their own (Ollama, vLLM): not in the price catalogue. */
  readonly isLocal: boolean;
  /** Models named in the configuration for servers that are not asked; empty = ask the server. */
  readonly models: readonly string[];
}

/** A resolved model name: which provider, which id there. */
export interface ModelRef {
  readonly provider: string;
  readonly model: string;
}

export type RoutingTable = Readonly<Record<Mode, Readonly<Record<Tier, readonly ModelRef[]>>>>;

export interface BaselineConfig {
  readonly kind: 'requested' | 'fixed' | 'flagship';
  /** The fixed baseline, also the fallback of `requested`. */
  readonly model: ModelRef;
  readonly flagship: ModelRef;
}

export interface CacheConfig {
  readonly isEnabled: boolean;
  /** Seconds by tier; 0 = not stored. Pinned requests use `pinned`. */
  readonly ttlSeconds: Readonly<Record<Tier | 'pinned', number>>;
  readonly maxBytes: number;
  readonly shareInFlight: boolean;
}

export interface LimitsConfig {
  readonly maxAttempts: number;
  readonly connectTimeoutMs: number;
  readonly headersTimeoutMs: number;
  readonly firstTokenTimeoutMs: number;
  readonly idleTimeoutMs: number;
  readonly deadlineMs: number;
  readonly maxBodyBytes: number;
}

/** The configuration in force: validated, defaults filled in, names resolved, frozen. One version per request from start to end. */
export interface EffectiveConfig {
  /** Version in the database; 0 = built-in defaults that nobody changed. */
  readonly version: number;
  /** The YAML text it came from, with `${ENV}` references unresolved. */
  readonly yaml: string;
  readonly defaultMode: Mode;
  /** Decimal string in USD; null = no budget. */
  readonly monthlyBudgetUsd: string | null;
  readonly providers: readonly ProviderConfig[];
  readonly routing: RoutingTable;
  readonly namedModels: 'route' | 'serve';
  readonly baseline: BaselineConfig;
  readonly cache: CacheConfig;
  readonly limits: LimitsConfig;
  /** The operator's own names. */
  readonly modelAliases: Readonly<Record<string, string>>;
  readonly warnings: readonly ConfigProblem[];
}

/** Settings of the process, from the environment alone. */
export interface ProcessSettings {
  readonly host: string;
  readonly port: number;
  /** True when only this machine can reach the gateway: then any key is accepted. */
  readonly isLoopback: boolean;
  readonly dataDir: string;
  readonly configPath: string | null;
  /** Null = embedded Postgres. */
  readonly databaseUrl: string | null;
  /** Null = embedded queue and no shared store. */
  readonly redisUrl: string | null;
  readonly mode: 'embedded' | 'distributed';
  /** `auto` = simulated providers when no real one is configured. */
  readonly simulate: 'auto' | 'on' | 'off';
  /** Port of the simulated providers; 0 = any free one. */
  readonly simulatorPort: number;
  /** `realistic` waits like a real model would; `instant` answers at once. */
  readonly simulatorSpeed: 'realistic' | 'instant';
  readonly adminToken: string | null;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Public address of the dashboard, for links. */
  readonly publicUrl: string | null;
  /** How long running requests may finish after SIGTERM before they are ended with an error event. */
  readonly drainTimeoutMs: number;
  /** Days that raw ledger rows are kept; roll-ups stay. */
  readonly retentionDays: number;
  /** Bytes of ledger rows that may wait on the local disk before new requests are refused. */
  readonly spoolMaxBytes: number;
}
