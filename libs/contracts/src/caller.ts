/** What a virtual key may do: call models, and read its own usage. */
export const KEY_SCOPES = ['inference', 'usage'] as const;
export type KeyScope = (typeof KEY_SCOPES)[number];

/** What a virtual key may do, where it was not made for everything. */
export interface KeyRights {
  readonly scopes: readonly KeyScope[];
  /** Patterns such as `openai/*`; null = any model. */
  readonly allowedModels: readonly string[] | null;
  /** Own limits, which go before those of the configuration; null = none of its own. */
  readonly requestsPerMinute: number | null;
  readonly tokensPerMinute: number | null;
}

/** Who sends a request: the result of authentication. */
export interface Caller {
  readonly organizationId: string;
  readonly projectId: string | null;
  /** Null in local mode, where any key is accepted. */
  readonly keyId: string | null;
  /** Absent = everything. */
  readonly rights?: KeyRights;
}

/** The organization of a fresh installation. */
export const DEFAULT_ORGANIZATION_ID = 'org_default';
