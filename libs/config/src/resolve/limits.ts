import type { CacheConfig, ConfigFile, LimitsConfig, PerMinute, RateLimitsConfig } from '@llm-cost-optimizer/contracts';
import type { Findings } from './findings.ts';

const MEBIBYTE = 1024 * 1024;
const DEFAULT_TTL_SECONDS = 3_600;

/** Cache settings with their defaults. */
export function resolveCache({ cache = {} }: ConfigFile): CacheConfig {
  const ttl = cache.ttl_seconds ?? DEFAULT_TTL_SECONDS;
  const byTier = cache.ttl_seconds_by_tier ?? {};
  return {
    isEnabled: cache.enabled ?? true,
    ttlSeconds: { low: byTier.low ?? ttl, medium: byTier.medium ?? ttl, high: byTier.high ?? ttl, pinned: ttl },
    maxBytes: (cache.max_megabytes ?? 128) * MEBIBYTE,
    shareInFlight: cache.share_in_flight ?? true,
    promptCaching: cache.prompt_caching ?? 'advise',
  };
}

/** Limits a minute; undefined where the file names none. */
export function resolveRateLimits({ rate_limits: given }: ConfigFile): RateLimitsConfig | undefined {
  if (given === undefined) return undefined;
  const { organization, key, user } = given;
  if (organization === undefined && key === undefined && user === undefined) return undefined;
  return { organization: perMinute(organization), key: perMinute(key), user: perMinute(user) };
}

function perMinute(given: NonNullable<ConfigFile['rate_limits']>['key']): PerMinute | null {
  if (given === undefined) return null;
  return { requests: given.requests_per_minute ?? null, tokens: given.tokens_per_minute ?? null };
}

/** Limits with their defaults; times longer than the deadline of the whole request are warnings. */
export function resolveLimits({ limits = {} }: ConfigFile, findings: Findings): LimitsConfig {
  const deadlineMs = limits.deadline_ms ?? 600_000;
  for (const name of [
    'connect_timeout_ms',
    'headers_timeout_ms',
    'first_token_timeout_ms',
    'idle_timeout_ms',
  ] as const) {
    const value = limits[name];
    if (value === undefined || value <= deadlineMs) continue;
    findings.warn(
      ['limits', name],
      `limits.${name} is longer than limits.deadline_ms (${deadlineMs}), which ends the request first.`,
    );
  }
  return {
    maxAttempts: limits.max_attempts ?? 3,
    connectTimeoutMs: limits.connect_timeout_ms ?? 5_000,
    dnsTimeoutMs: limits.dns_timeout_ms ?? 2_000,
    headersTimeoutMs: limits.headers_timeout_ms ?? 120_000,
    lateUsageMs: limits.late_usage_ms ?? 3_000,
    firstTokenTimeoutMs: limits.first_token_timeout_ms ?? 60_000,
    idleTimeoutMs: limits.idle_timeout_ms ?? 60_000,
    keepAliveMs: limits.keep_alive_ms ?? 15_000,
    deadlineMs,
    maxBodyBytes: (limits.max_body_megabytes ?? 32) * MEBIBYTE,
  };
}
