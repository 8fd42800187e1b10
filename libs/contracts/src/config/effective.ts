import type { SimulationGate } from '../admin/simulations.ts';
import type { ProviderQuirks } from '../ports/provider-quirks.ts';
import type { ModelCapabilities } from '../routing/deployment.ts';
import type { Mode, Tier } from '../routing/mode.ts';
import type { PromptCachingMode } from '../routing/prompt-caching.ts';
import type { RuleConditions } from './routing-settings.ts';

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
  /** Models named in the configuration; empty = a local server is asked. */
  readonly models: readonly string[];
  /** Where it is called and with which keys. Absent = at `baseUrl` with `apiKey`, which else are the first of these. */
  readonly addresses?: readonly ProviderAddress[];
  /** Models of which the configuration says more than the name. */
  readonly described?: readonly DescribedModel[];
  /** Set for providers that only the configuration describes: an adapter is made of it. */
  readonly compatible?: { readonly displayName: string; readonly quirks: ProviderQuirks };
}

/** One address of a provider. What fails here (breaker) says nothing about the others. */
export interface ProviderAddress {
  /** Unique at its provider; written to the ledger. */
  readonly name: string;
  /** Without trailing slash. */
  readonly baseUrl: string;
  readonly region: string | null;
  /** Share of the requests relative to the other addresses, however many keys there are. */
  readonly weight: number;
  /** At least one; a server without keys has one that is empty. */
  readonly keys: readonly ProviderKey[];
  /** Models served here; null = all. */
  readonly models: readonly string[] | null;
}

/** One credential of a provider; the same one may serve several addresses. */
export interface ProviderKey {
  /** Unique at its provider; written to the ledger. */
  readonly name: string;
  /** Empty = none is sent. Never printed. */
  readonly secret: string;
  /** Share of the requests of its address relative to the other keys there. */
  readonly weight: number;
}

/** What the configuration says about one model of a provider. */
export interface DescribedModel {
  readonly model: string;
  /** Null = the price lists decide. */
  readonly price: AgreedPrice | null;
  /** Share of good answers, 0 to 1, as the operator states it. Absent = not stated. */
  readonly quality?: number;
  /** What goes before the catalogue's own knowledge. */
  readonly capabilities: Partial<ModelCapabilities>;
}

/** USD per million tokens. What is left out is not known. */
export interface AgreedPrice {
  readonly input: number;
  readonly output: number;
  readonly cacheRead?: number;
  readonly cacheWrite?: number;
  readonly cacheWriteLong?: number;
  readonly audioInput?: number;
  readonly audioOutput?: number;
}

/** A resolved model name: which provider, which id there. */
export interface ModelRef {
  readonly provider: string;
  readonly model: string;
}

export type RoutingTable = Readonly<Record<Mode, Readonly<Record<Tier, readonly ModelRef[]>>>>;

/** What a rule does. Exactly one kind. */
export type RuleOutcome =
  | { readonly kind: 'refuse'; readonly message: string }
  | { readonly kind: 'model'; readonly ref: ModelRef }
  | {
      readonly kind: 'policy';
      readonly mode?: Mode;
      readonly tier?: Tier;
      readonly minTier?: Tier;
      readonly dial?: number;
      readonly qualityTarget?: number;
    };

/** A rule that goes before the score. */
export interface RoutingRule {
  readonly name: string;
  /** As written; compiled where it is used. */
  readonly when: RuleConditions;
  readonly outcome: RuleOutcome;
}

/** When a cheaper model answers first, and checks decide whether the plan's own choice is asked. */
export interface CascadeConfig {
  /** `auto`: cost mode, short comparable answers. `on`: every mode, and forms that can be checked too. */
  readonly use: 'auto' | 'on' | 'off';
  /** As written; compiled where it is used. */
  readonly when: RuleConditions;
  /** Share, 0 to 1, of the quality of the plan's own choice that has to be kept. */
  readonly qualityTarget: number;
}

/** How requests are judged. */
export interface RoutingConfig {
  readonly scorer: 'learned' | 'heuristic';
  /** Null = the mode decides. */
  readonly dial: number | null;
  /** Share, 0 to 1; null = none. */
  readonly qualityTarget: number | null;
  readonly safeTier: 'medium' | 'high';
  /** Share of a conversation's cost that may be lost by leaving warm prompt caches. */
  readonly switchBudget: number;
  /** False: what people say of answers is kept but moves no decision. Absent = true. */
  readonly isLearning?: boolean;
  /** Absent = `auto`. */
  readonly cascade?: CascadeConfig;
  readonly rules: readonly RoutingRule[];
}

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
  /** What is done about the prompt caches of providers. */
  readonly promptCaching: PromptCachingMode;
}

export interface LimitsConfig {
  readonly maxAttempts: number;
  readonly connectTimeoutMs: number;
  /** Part of the time for connecting in which the name must have an address. */
  readonly dnsTimeoutMs: number;
  readonly headersTimeoutMs: number;
  /** How long an answer that did not come in time is still read for its usage; 0 = not at all. */
  readonly lateUsageMs: number;
  readonly firstTokenTimeoutMs: number;
  readonly idleTimeoutMs: number;
  /** Longest silence towards the client of an open stream; then it gets a comment or ping. */
  readonly keepAliveMs: number;
  readonly deadlineMs: number;
  readonly maxBodyBytes: number;
}

/** Limits of one minute; null = none. */
export interface PerMinute {
  readonly requests: number | null;
  readonly tokens: number | null;
}

/** Whom the limits a minute hold for; null = none for that kind. */
export interface RateLimitsConfig {
  readonly organization: PerMinute | null;
  readonly key: PerMinute | null;
  readonly user: PerMinute | null;
}

/** Where answers follow the manner of other products. */
export interface CompatibilityConfig {
  /** `x-litellm-*` beside our own headers. */
  readonly hasLitellmHeaders: boolean;
  /** HTTP status of a spent budget. */
  readonly budgetStatus: 402 | 429;
}

/** A simulation that every publishing needs. */
export interface RequiredSimulation {
  /** Time back from the publishing, such as `7d`. */
  readonly window: string;
  readonly gate: SimulationGate;
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
  /** Absent = learned scorer, no dial, no target, no rules. */
  readonly judgement?: RoutingConfig;
  readonly namedModels: 'route' | 'serve';
  /** Absent = false: parameters that a model refuses are left out of the call. */
  readonly isStrict?: boolean;
  /** Absent = our own manner alone. */
  readonly compatibility?: CompatibilityConfig;
  readonly baseline: BaselineConfig;
  readonly cache: CacheConfig;
  readonly limits: LimitsConfig;
  /** Absent = none. */
  readonly rateLimits?: RateLimitsConfig;
  /** What a draft has to show over recorded requests before it replaces this configuration. Absent = nothing. */
  readonly requiredSimulation?: RequiredSimulation;
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
  /** The configuration file; null when there was none at the start. */
  readonly configPath: string | null;
  /** Where a configuration file is looked for while the process runs, whether there is one or not. */
  readonly watchedConfigPath: string;
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
