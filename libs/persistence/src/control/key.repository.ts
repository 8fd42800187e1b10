import { randomUUID } from 'node:crypto';
import type { VirtualKey } from '@llm-cost-optimizer/contracts';
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
}

/** A key as the request path needs it. */
export interface KnownKeyRow {
  readonly id: string;
  readonly hash: string;
  readonly organizationId: string;
  readonly projectId: string | null;
  /** Milliseconds since the epoch; null = never. */
  readonly expiresAt: number | null;
}

export interface KeyRepository {
  create(key: NewKey): Promise<VirtualKey>;
  /** All keys of an organization, newest first, revoked ones too (the ledger names them). At most 1,000. */
  list(organizationId: string): Promise<VirtualKey[]>;
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
    async create({ project, ...key }) {
      const projectId = project === null ? null : await projectIdOf(db, key.organizationId, project);
      return toKey(await keys.create({ data: { id: randomUUID(), ...key, projectId }, include: WITH_PROJECT }));
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
        where: { revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: new Date() } }] },
        select: { id: true, hash: true, organizationId: true, projectId: true, expiresAt: true },
      });
      return rows.map((row) => ({ ...row, expiresAt: row.expiresAt?.getTime() ?? null }));
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

interface KeyRow {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly lastUsedAt: Date | null;
  readonly project: { readonly name: string } | null;
}

function toKey(row: KeyRow): VirtualKey {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    project: row.project?.name ?? null,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    revokedAt: row.revokedAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  };
}
