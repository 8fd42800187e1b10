import {
  attemptSchema,
  type RequestDetail,
  type RequestFacets,
  type RequestPage,
  type RequestQuery,
  requestDetailSchema,
  requestSummarySchema,
} from '@llm-cost-optimizer/contracts';
import type { Pool } from 'pg';
import type { Database } from '../database.ts';
import type { Period } from '../figures/period.ts';
import { inSnapshot } from '../read.ts';
import { ATTEMPT_FIELDS, DETAIL_FIELDS, SUMMARY_FIELDS, selectList } from './columns.ts';
import { conditionsOf } from './conditions.ts';
import { encodeCursor } from './cursor.ts';
import { readFacets } from './facets.ts';

export interface RequestRepository {
  /**
   * A page of requests, newest first, and the cursor of the next one (null on the last). Without `from` or `range` the
   * list goes back 30 days. Throws `invalid_request` for a cursor that is not ours.
   */
  list(organizationId: string, query: RequestQuery, now: Date): Promise<RequestPage>;
  /** One request with its attempts, by our id or by the client's (then the newest of that id). Null = not here. */
  detail(organizationId: string, id: string): Promise<RequestDetail | null>;
  /** Values of the list's filters with counts, at most 100 each. */
  facets(organizationId: string, period: Period): Promise<RequestFacets>;
}

const DEFAULT_LIMIT = 50;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function createRequestRepository(db: Database): RequestRepository {
  return {
    async list(organizationId, query, now) {
      const limit = query.limit ?? DEFAULT_LIMIT;
      const { sql, values } = conditionsOf(organizationId, query, now);
      // One row more than asked tells whether there is a next page.
      const { rows } = await db.readPool.query(
        `select ${selectList(SUMMARY_FIELDS)} from ledger.request where ${sql}
         order by request.started_at desc, request.id desc limit ${limit + 1}`,
        [...values],
      );
      const items = requestSummarySchema.array().parse(rows.slice(0, limit));
      const last = items.at(-1);
      const nextCursor =
        rows.length > limit && last !== undefined
          ? encodeCursor({ startedAt: Date.parse(last.startedAt), id: last.id })
          : null;
      return { items, nextCursor };
    },
    async detail(organizationId, id) {
      const ours = UUID.test(id) ? await findDetail(db.readPool, organizationId, 'id = $2::uuid', id) : null;
      return ours ?? (await findDetail(db.readPool, organizationId, 'client_request_id = $2', id));
    },
    facets: (organizationId, period) => inSnapshot(db.readPool, (client) => readFacets(client, organizationId, period)),
  };
}

async function findDetail(
  pool: Pool,
  organizationId: string,
  condition: string,
  id: string,
): Promise<RequestDetail | null> {
  if (id.includes('\0')) return null;
  const { rows } = await pool.query(
    `select ${selectList(SUMMARY_FIELDS, DETAIL_FIELDS)} from ledger.request
     where organization_id = $1 and ${condition}
     order by request.started_at desc, request.id desc limit 1`,
    [organizationId, id],
  );
  const [row] = rows;
  if (row === undefined) return null;
  const attempts = await pool.query(
    `select ${selectList(ATTEMPT_FIELDS)} from ledger.attempt
     where organization_id = $1 and request_id = $2 and request_started_at = $3 order by attempt.number, attempt.id`,
    [organizationId, row.id, row.startedAt],
  );
  return requestDetailSchema.parse({ ...row, attempts: attemptSchema.array().parse(attempts.rows) });
}
