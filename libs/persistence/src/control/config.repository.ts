import {
  type ConfigVersion,
  type ConfigVersionDetail,
  configVersionSchema,
  GatewayError,
} from '@llm-cost-optimizer/contracts';
import type { Database } from '../database.ts';
import { inTransaction } from '../ledger/transaction.ts';

export interface NewConfig {
  readonly organizationId: string;
  readonly yaml: string;
  readonly source: ConfigVersion['source'];
  /** Why it was changed; null = not said. */
  readonly message: string | null;
  readonly author: string | null;
  /** The version the change was made on; null publishes whatever is in force. */
  readonly baseVersion: number | null;
}

export interface ConfigRepository {
  /** The configuration in force; null before the first was published. */
  active(organizationId: string): Promise<ConfigVersionDetail | null>;
  /** The newest 500 versions, newest first, without their texts. */
  list(organizationId: string): Promise<ConfigVersion[]>;
  /** One version with its text; null = the organization has none of that number. */
  get(organizationId: string, version: number): Promise<ConfigVersionDetail | null>;
  /**
   * Puts a configuration into force under the next number. Throws `conflict` (409) when `baseVersion` is not in force
   * any more, `not_found` when there is no such organization.
   */
  publish(config: NewConfig): Promise<ConfigVersion>;
}

const MAX_LISTED = 500;
const MAX_INTEGER = 2_147_483_647;

export function createConfigRepository(db: Database): ConfigRepository {
  const versions = db.prisma.configVersion;
  const newest = (organizationId: string) =>
    versions.findFirst({ where: { organizationId }, orderBy: { version: 'desc' } });
  return {
    async active(organizationId) {
      const row = await newest(organizationId);
      return row === null ? null : { ...toVersion(row, row.version), yaml: row.yaml };
    },
    async list(organizationId) {
      const rows = await versions.findMany({
        where: { organizationId },
        orderBy: { version: 'desc' },
        take: MAX_LISTED,
        omit: { yaml: true },
      });
      return rows.map((row) => toVersion(row, rows[0]?.version ?? null));
    },
    async get(organizationId, version) {
      if (!Number.isSafeInteger(version) || version < 0 || version > MAX_INTEGER) return null;
      const row = await versions.findUnique({ where: { organizationId_version: { organizationId, version } } });
      if (row === null) return null;
      const active = await newest(organizationId);
      return { ...toVersion(row, active?.version ?? null), yaml: row.yaml };
    },
    publish: (config) => publish(db, config),
  };
}

/** The organization's row is locked, so that of two people who publish at once the second is told, not overruled. */
function publish(db: Database, config: NewConfig): Promise<ConfigVersion> {
  const { organizationId, baseVersion } = config;
  return inTransaction(db.pool, async (client) => {
    const locked = await client.query('select 1 from organization where id = $1 for update', [organizationId]);
    if (locked.rowCount === 0) throw new GatewayError('not_found', 'There is no such organization.');
    const current = await client.query<{ version: number }>(
      'select coalesce(max(version), 0) as version from config_version where organization_id = $1',
      [organizationId],
    );
    const active = current.rows[0]?.version ?? 0;
    if (baseVersion !== null && baseVersion !== active) {
      throw new GatewayError(
        'conflict',
        `Version ${active} came into force after version ${baseVersion}, on which this change was made. Load it and apply the change again.`,
        { param: 'baseVersion' },
      );
    }
    const { rows } = await client.query<VersionRow>(
      `insert into config_version (organization_id, version, yaml, source, message, author)
       values ($1, $2, $3, $4, $5, $6)
       returning version, source, message, author, created_at as "createdAt"`,
      [organizationId, active + 1, config.yaml, config.source, config.message, config.author],
    );
    const [row] = rows;
    if (row === undefined) throw new Error('The inserted configuration version was not returned.');
    return toVersion(row, row.version);
  });
}

interface VersionRow {
  readonly version: number;
  readonly source: string;
  readonly message: string | null;
  readonly author: string | null;
  readonly createdAt: Date;
}

function toVersion({ version, source, message, author, createdAt }: VersionRow, active: number | null): ConfigVersion {
  return {
    version,
    source: configVersionSchema.shape.source.parse(source),
    message,
    author,
    createdAt: createdAt.toISOString(),
    isActive: version === active,
  };
}
