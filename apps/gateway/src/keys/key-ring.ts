import { hash } from 'node:crypto';
import type { Caller, KeyRights } from '@llm-cost-optimizer/contracts';

/** A key as the request path needs it. */
export interface KnownKey {
  readonly id: string;
  /** sha256 of the secret, hex. */
  readonly hash: string;
  readonly organizationId: string;
  readonly projectId: string | null;
  /** Milliseconds since the epoch; null = never. */
  readonly expiresAt: number | null;
  /** Null or absent = everything. */
  readonly rights?: KeyRights | null;
}

const MAX_UNKNOWN_SECRETS = 1_000;

/** sha256 of a virtual key: what is stored and compared. Secrets have 256 random bits, so a slow hash would add nothing. */
export function hashSecret(secret: string): string {
  return hash('sha256', secret, 'hex');
}

/**
 * All usable virtual keys in memory. A key is hashed on first sight only; afterwards the raw bearer string finds its
 * record directly. Refreshed in the background, so that no request waits for the database.
 */
export class KeyRing {
  private byHash = new Map<string, KnownKey>();
  /** Raw secret -> key, for secrets that were hashed once. At most as many as there are keys. */
  private bySecret = new Map<string, KnownKey>();
  /** Secrets that are no keys: in local mode every request carries one. */
  private readonly unknown = new Set<string>();
  private readonly used = new Map<string, number>();
  private readonly now: () => number;
  /** True until the keys have been read once: unknown keys must then answer 503, not 401. */
  isUnreachable = true;

  /** `now` is the wall clock in milliseconds. */
  constructor(now: () => number) {
    this.now = now;
  }

  /** The caller of a raw secret; null when it is unknown, expired or revoked. */
  find(secret: string): Caller | null {
    const key = this.bySecret.get(secret) ?? this.meet(secret);
    if (key === null) return null;
    const now = this.now();
    if (key.expiresAt !== null && key.expiresAt <= now) return null;
    this.used.set(key.id, now);
    const caller = { organizationId: key.organizationId, projectId: key.projectId, keyId: key.id };
    return key.rights == null ? caller : { ...caller, rights: key.rights };
  }

  /** Replaces all keys; revoked ones are simply not among them any more. */
  replace(keys: readonly KnownKey[]): void {
    this.byHash = new Map(keys.map((key) => [key.hash, key]));
    this.bySecret = new Map();
    this.unknown.clear();
    this.isUnreachable = false;
  }

  /** Key id -> time of last use since the last call; for writing in batches. */
  takeUsed(): ReadonlyMap<string, number> {
    const used = new Map(this.used);
    this.used.clear();
    return used;
  }

  private meet(secret: string): KnownKey | null {
    if (this.unknown.has(secret)) return null;
    const key = this.byHash.get(hashSecret(secret));
    if (key !== undefined) {
      this.bySecret.set(secret, key);
      return key;
    }
    if (this.unknown.size >= MAX_UNKNOWN_SECRETS) this.unknown.clear();
    this.unknown.add(secret);
    return null;
  }
}
