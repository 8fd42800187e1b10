import type { PoolClient } from 'pg';
import type { Database } from '../database.ts';
import { inTransaction } from '../ledger/transaction.ts';
import { labelSchema, type NewLabel, putLabel } from './label.ts';

/** What an organization has taught the router, in the form of the routing library. */
export interface StoredBeliefs {
  readonly organizationId: string;
  /** Grows with every change. */
  readonly version: number;
  /** JSON as it was stored; to be checked by the reader. */
  readonly beliefs: unknown;
  readonly updatedAt: Date;
}

export interface BeliefsRepository {
  /** Null = nothing was learned yet. */
  read(organizationId: string): Promise<StoredBeliefs | null>;
  /** Beliefs that are newer than the versions known, of all organizations. */
  readNewer(known: ReadonlyMap<string, number>): Promise<StoredBeliefs[]>;
  /** Organizations with labels that wait to be learned. */
  waiting(): Promise<string[]>;
  /** Labels that did not come with feedback: verdicts of checks. */
  addLabels(labels: readonly NewLabel[]): Promise<void>;
  /**
   * Learns what waits, oldest first, at most 1,000 labels: `learn` makes new beliefs of the old ones (null = none yet) and the labels;
   * returning the same object leaves the version alone. The labels are gone in the same transaction, so each counts exactly
   * once, whichever of several gateways learns it. Returns the number of labels learned.
   */
  learn(organizationId: string, learn: (beliefs: unknown, labels: readonly NewLabel[]) => unknown): Promise<number>;
  /** Puts other beliefs in the place of those that are there, and forgets what waits. Returns the new version. */
  reset(organizationId: string, beliefs: unknown): Promise<number>;
}

const MAX_LABELS = 1_000;
const FIELDS = 'organization_id as "organizationId", version, beliefs, updated_at as "updatedAt"';

export function createBeliefsRepository(db: Database): BeliefsRepository {
  return {
    async read(organizationId) {
      const { rows } = await db.readPool.query<StoredBeliefs>(
        `select ${FIELDS} from ledger.routing_beliefs where organization_id = $1`,
        [organizationId],
      );
      return rows[0] ?? null;
    },
    async readNewer(known) {
      const { rows } = await db.readPool.query<StoredBeliefs>(
        `select ${FIELDS} from ledger.routing_beliefs beliefs
         where not exists (select 1 from unnest($1::text[], $2::int[]) as known (id, version)
           where known.id = beliefs.organization_id and known.version >= beliefs.version)`,
        [[...known.keys()], [...known.values()]],
      );
      return rows;
    },
    async waiting() {
      const { rows } = await db.readPool.query<{ id: string }>(
        'select distinct organization_id as id from ledger.routing_label',
      );
      return rows.map(({ id }) => id);
    },
    async addLabels(labels) {
      for (const label of labels) await putLabel(db.pool, label);
    },
    learn: (organizationId, learn) => inTransaction(db.pool, (client) => learnWaiting(client, organizationId, learn)),
    reset: (organizationId, beliefs) =>
      inTransaction(db.pool, async (client) => {
        await lock(client, organizationId);
        await client.query('delete from ledger.routing_label where organization_id = $1', [organizationId]);
        return write(client, organizationId, beliefs);
      }),
  };
}

async function learnWaiting(
  client: PoolClient,
  organizationId: string,
  learn: (beliefs: unknown, labels: readonly NewLabel[]) => unknown,
): Promise<number> {
  const before = await lock(client, organizationId);
  const { rows } = await client.query<Record<string, unknown>>(
    `delete from ledger.routing_label where (organization_id, request_id, model) in (
       select organization_id, request_id, model from ledger.routing_label where organization_id = $1
       order by at, request_id, model limit ${MAX_LABELS})
     returning organization_id as "organizationId", request_id as "requestId", model, reading, outcome, weight, at`,
    [organizationId],
  );
  if (rows.length === 0) return 0;
  // What cannot be read would stand in the way of all that comes behind it.
  const labels = rows.flatMap((row) => labelSchema.safeParse(row).data ?? []);
  const after = learn(before, labels);
  if (after !== before) await write(client, organizationId, after);
  return rows.length;
}

/** One gateway at a time changes the beliefs of an organization; held to the end of the transaction. */
async function lock(client: PoolClient, organizationId: string): Promise<unknown> {
  await client.query('select pg_advisory_xact_lock(hashtextextended($1, 7))', [`routing_beliefs:${organizationId}`]);
  const { rows } = await client.query<{ beliefs: unknown }>(
    'select beliefs from ledger.routing_beliefs where organization_id = $1',
    [organizationId],
  );
  return rows[0]?.beliefs ?? null;
}

async function write(client: PoolClient, organizationId: string, beliefs: unknown): Promise<number> {
  const { rows } = await client.query<{ version: number }>(
    `insert into ledger.routing_beliefs as kept (organization_id, version, beliefs) values ($1, 1, $2)
     on conflict (organization_id) do update set version = kept.version + 1, beliefs = excluded.beliefs, updated_at = now()
     returning version`,
    [organizationId, JSON.stringify(beliefs)],
  );
  const [row] = rows;
  if (row === undefined) throw new Error('The written beliefs were not returned.');
  return row.version;
}
