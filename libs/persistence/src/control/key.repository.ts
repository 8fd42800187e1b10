import { randomUUID } from 'node:crypto';
import { KEY_SCOPES, type KeyRights, type VirtualKey } from '@llm-cost-optimizer/contracts';
import type { Database } from '../database.ts';

export interface NewKey {
  readonly organizationId: string;
  readonly name: string;
  /** Name of the project, made when it is new; null = none. */
  readonly project: string | null;
  /** Null = never. */
  readonly expiresAt: Date | null;
  /** sha256 of the secret, hex. */
  readonly hash: string;
  /** First characters of the secret. */
  readonly prefix: string;
  /** What is left out is everything. */
  readonly rights?: Partial<KeyRights>;
}

/** What may change of a key; a field left out stays. */
export interface KeyChange extends Partial<KeyRights> {
  readonly name?: string;
  /** Null = never. */
  readonly expiresAt?: Date | null;
}

/** The new secret of a key, and until when the old one works beside it. */
export interface Rotation {
  readonly hash: string;
  readonly prefix: string;
  readonly oldExpiresAt: Date;
}

/** A key as the request path needs it. */
export interface KnownKeyRow {
  readonly id: string;
  readonly hash: string;
  readonly organizationId: string;
  readonly projectId: string | null;
  /** Milliseconds since the epoch; null = never. */
  readonly expiresAt: number | null;
  /** Null = everything, the usual case. */
  readonly rights: KeyRights | null;
}

export interface KeyRepository {
  create(key: NewKey): Promise<VirtualKey>;
  /** All keys of an organization, newest first, revoked ones too (the ledger names them). At most 1,000. */
  list(organizationId: string): Promise<VirtualKey[]>;
  /** Null when the organization has no such key or it was revoked. */
  change(organizationId: string, id: string, change: KeyChange): Promise<VirtualKey | null>;
  /**
   * Makes a key with the same name, project and rights in the place of one, which ends when it would have or at `oldExpiresAt`,
   * whichever is sooner. Null when the organization has no such key in force.
   */
  rotate(organizationId: string, id: string, rotation: Rotation): Promise<VirtualKey | null>;
  /** False when the organization has no such key or it was revoked before. */
  revoke(organizationId: string, id: string): Promise<boolean>;
  /** The keys of all organizations that are neither revoked nor expired: for the gateway's memory, never for a page. */
  loadUsable(): Promise<KnownKeyRow[]>;
  /** Books times of last use (key id -> milliseconds). Never moves one back, so several gateways may write. */
  markUsed(used: ReadonlyMap<string, number>): Promise<void>;
}

const MAX_LISTED = 1_000;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function createKeyRepository(db: Database): KeyRepository {
  const keys = db.prisma.virtualKey;
  return {
    async create({ project, rights = {}, ...key }) {
      const projectId = project === null ? null : await projectIdOf(db, key.organizationId, project);
      const data = { id: randomUUID(), ...key, ...columnsOf(rights), projectId };
      return toKey(await keys.create({ data, include: WITH_PROJECT }));
    },
    async change(organizationId, id, { name, expiresAt, ...rights }) {
      if (!UUID.test(id)) return null;
      const data = {
        ...(name === undefined ? {} : { name }),
        ...(expiresAt === undefined ? {} : { expiresAt }),
        ...columnsOf(rights),
      };
      const { count } = await keys.updateMany({ where: { id, organizationId, revokedAt: null }, data });
      return count === 0 ? null : toKey(await keys.findUniqueOrThrow({ where: { id }, include: WITH_PROJECT }));
    },
    async rotate(organizationId, id, { hash, prefix, oldExpiresAt }) {
      if (!UUID.test(id)) return null;
      return db.prisma.$transaction(async (transaction) => {
        const old = await transaction.virtualKey.findFirst({ where: { id, organizationId, ...inForce() } });
        if (old === null) return null;
        const endsSooner = old.expiresAt !== null && old.expiresAt < oldExpiresAt;
        if (!endsSooner) await transaction.virtualKey.update({ where: { id }, data: { expiresAt: oldExpiresAt } });
        const { createdAt: _made, lastUsedAt: _used, ...kept } = old;
        const data = { ...kept, id: randomUUID(), hash, prefix, replacesId: id };
        return toKey(await transaction.virtualKey.create({ data, include: WITH_PROJECT }));
      });
    },
    async list(organizationId) {
      const rows = await keys.findMany({
        where: { organizationId },
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
        take: MAX_LISTED,
        include: WITH_PROJECT,
      });
      return rows.map(toKey);
    },
    async revoke(organizationId, id) {
      if (!UUID.test(id)) return false;
      const { count } = await keys.updateMany({
        where: { id, organizationId, revokedAt: null },
        data: { revokedAt: new Date() },
      });
      return count === 1;
    },
    async loadUsable() {
      const rows = await keys.findMany({
        where: inForce(),
        select: { id: true, hash: true, organizationId: true, projectId: true, expiresAt: true, ...RIGHTS },
      });
      return rows.map(({ id, hash, organizationId, projectId, expiresAt, ...rights }) => ({
        id,
        hash,
        organizationId,
        projectId,
        expiresAt: expiresAt?.getTime() ?? null,
        rights: rightsOf(rights),
      }));
    },
    async markUsed(used) {
      if (used.size === 0) return;
      await db.pool.query(
        `update virtual_key set last_used_at = used.at
         from (select id, to_timestamp(ms / 1000.0) as at from unnest($1::uuid[], $2::float8[]) as given(id, ms)
               order by id) as used
         where virtual_key.id = used.id and (last_used_at is null or last_used_at < used.at)`,
        [[...used.keys()], [...used.values()]],
      );
    },
  };
}

const RIGHTS = { scopes: true, allowedModels: true, requestsPerMinute: true, tokensPerMinute: true } as const;

function inForce() {
  return { revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: new Date() } }] };
}

function columnsOf({ scopes, allowedModels, requestsPerMinute, tokensPerMinute }: Partial<KeyRights>) {
  return {
    ...(scopes === undefined ? {} : { scopes: [...scopes] }),
    ...(allowedModels === undefined ? {} : { allowedModels: [...(allowedModels ?? [])] }),
    ...(requestsPerMinute === undefined ? {} : { requestsPerMinute }),
    ...(tokensPerMinute === undefined ? {} : { tokensPerMinute }),
  };
}

interface RightsRow {
  readonly scopes: readonly string[];
  readonly allowedModels: readonly string[];
  readonly requestsPerMinute: number | null;
  readonly tokensPerMinute: number | null;
}

/** Null for a key that may do everything. */
function rightsOf({ scopes, allowedModels, requestsPerMinute, tokensPerMinute }: RightsRow): KeyRights | null {
  const known = KEY_SCOPES.filter((scope) => scopes.includes(scope));
  const isFull = known.length === KEY_SCOPES.length && allowedModels.length === 0;
  if (isFull && requestsPerMinute === null && tokensPerMinute === null) return null;
  return {
    scopes: known,
    allowedModels: allowedModels.length === 0 ? null : allowedModels,
    requestsPerMinute,
    tokensPerMinute,
  };
}

const WITH_PROJECT = { project: { select: { name: true } } } as const;

/**
 * Two keys that name a new project at once meet the same row. By SQL: Prisma's upsert looks first and inserts then, so
 * the second of two would fail.
 */
async function projectIdOf(db: Database, organizationId: string, name: string): Promise<string> {
  const { rows } = await db.pool.query<{ id: string }>(
    `insert into project (id, organization_id, name) values ($1, $2, $3)
     on conflict (organization_id, name) do update set name = excluded.name returning id`,
    [randomUUID(), organizationId, name],
  );
  const [row] = rows;
  if (row === undefined) throw new Error('The project was not returned.');
  return row.id;
}

interface KeyRow extends RightsRow {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly lastUsedAt: Date | null;
  readonly project: { readonly name: string } | null;
  readonly replacesId: string | null;
}

function toKey(row: KeyRow): VirtualKey {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    project: row.project?.name ?? null,
    scopes: KEY_SCOPES.filter((scope) => row.scopes.includes(scope)),
    allowedModels: [...row.allowedModels],
    requestsPerMinute: row.requestsPerMinute,
    tokensPerMinute: row.tokensPerMinute,
    replacesId: row.replacesId,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    revokedAt: row.revokedAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  };
}
