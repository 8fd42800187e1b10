import { type RequestSummary, requestSummarySchema } from '@llm-cost-optimizer/contracts';
import type { PoolClient } from 'pg';
import { SUMMARY_FIELDS, selectList } from './columns.ts';

export interface NewestQuery {
  readonly organizationId: string;
  readonly from: Date;
  readonly to: Date;
  readonly limit: number;
}

/** The newest requests of a period, by the list's index. */
export async function readNewest(client: PoolClient, query: NewestQuery): Promise<RequestSummary[]> {
  const { rows } = await client.query(
    `select ${selectList(SUMMARY_FIELDS)} from ledger.request
     where organization_id = $1 and started_at >= $2 and started_at < $3
     order by request.started_at desc, request.id desc limit $4`,
    [query.organizationId, query.from, query.to, query.limit],
  );
  return requestSummarySchema.array().parse(rows);
}
