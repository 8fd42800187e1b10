import type { Caller, RateLimitsConfig, Taken } from '@llm-cost-optimizer/contracts';

/** What a limit counts. */
export type LimitUnit = 'requests' | 'tokens';

/** One limit that a request counts against. */
export interface RunLimit {
  /** Name of the count, unique among organizations, keys and users. */
  readonly name: string;
  readonly unit: LimitUnit;
  readonly limit: number;
  /** For people: `key`, `user` or `organization`. */
  readonly who: string;
}

/** Points that a request has taken. */
export interface TakenLimit extends RunLimit {
  readonly points: number;
  readonly state: Taken;
}

const NONE: readonly RunLimit[] = Object.freeze([]);

/** The limits of the caller's organization and key, known before the body is read. */
export function limitsOfCaller(caller: Caller, config: RateLimitsConfig | undefined): readonly RunLimit[] {
  const { rights, keyId, organizationId } = caller;
  if (config === undefined && rights === undefined) return NONE;
  const limits: RunLimit[] = [];
  add(limits, 'organization', organizationId, config?.organization ?? null);
  if (keyId === null) return limits;
  add(limits, 'key', keyId, {
    requests: rights?.requestsPerMinute ?? config?.key?.requests ?? null,
    tokens: rights?.tokensPerMinute ?? config?.key?.tokens ?? null,
  });
  return limits;
}

/** The limits of the end user, whom only the body names. */
export function limitsOfUser(
  { organizationId }: Caller,
  endUser: string | null,
  config: RateLimitsConfig | undefined,
): readonly RunLimit[] {
  if (endUser === null || config?.user == null) return NONE;
  const limits: RunLimit[] = [];
  add(limits, 'user', `${organizationId}:${endUser}`, config.user);
  return limits;
}

function add(
  limits: RunLimit[],
  who: string,
  id: string,
  each: { requests: number | null; tokens: number | null } | null,
): void {
  if (each === null) return;
  if (each.requests !== null)
    limits.push({ name: `${who}:${id}:requests`, unit: 'requests', limit: each.requests, who });
  if (each.tokens !== null) limits.push({ name: `${who}:${id}:tokens`, unit: 'tokens', limit: each.tokens, who });
}
