import { type DecisionInputs, decisionInputsSchema, TIERS } from '@llm-cost-optimizer/contracts';
import * as z from 'zod';
import type { Database } from '../database.ts';
import type { Period } from '../figures/period.ts';
import { isoSql, usdSql } from '../read.ts';

/** As much of a recorded request as deciding it again needs; numbers and names only. */
export interface SampledRequest {
  readonly id: string;
  readonly startedAt: string;
  readonly cache: string;
  readonly sessionId: string | null;
  readonly configVersion: string;
  readonly tier: (typeof TIERS)[number] | null;
  readonly score: number | null;
  readonly scorer: string | null;
  /** `provider/model`; null = nobody answered. */
  readonly served: string | null;
  readonly cachedTokens: number | null;
  readonly completionTokens: number | null;
  /** Decimal USD; null = unknown. */
  readonly costUsd: string | null;
  readonly features: unknown;
  /** Null = nothing was decided. */
  readonly decision: DecisionInputs | null;
}

export interface SampleRepository {
  /** Requests of a period. */
  count(organizationId: string, period: Period): Promise<number>;
  /**
   * An even sample of about `size` of `total` requests, oldest first, page after page; the same rows give the same sample. Each
   * page is a read of its own with a time limit, so that nothing is held while the caller works.
   */
  sample(organizationId: string, period: Period, size: number, total: number): AsyncGenerator<SampledRequest[]>;
}

/** Small, so that reading a page in never holds the event loop. */
const PAGE = 50;
/** Ids are spread over this many parts. */
const PARTS = 1_000_003;

const rowSchema = z.object({
  id: z.string(),
  startedAt: z.string(),
  cache: z.string(),
  sessionId: z.string().nullable(),
  configVersion: z.string(),
  tier: z.enum(TIERS).nullable(),
  score: z.number().nullable(),
  scorer: z.string().nullable(),
  served: z.string().nullable(),
  cachedTokens: z.number().nullable(),
  completionTokens: z.number().nullable(),
  costUsd: z.string().nullable(),
  features: z.unknown(),
  decision: decisionInputsSchema.nullable(),
});

const FIELDS = `id, ${isoSql('started_at')} as "startedAt", cache, session_id as "sessionId", config_version as "configVersion",
  tier, complexity_score as score, trace->>'scorer' as scorer, served_provider || '/' || served_model as served,
  cached_tokens::float8 as "cachedTokens", completion_tokens::float8 as "completionTokens", ${usdSql('cost_usd')} as "costUsd",
  trace->'features' as features, trace->'decision' as decision`;

const IN_PERIOD = 'organization_id = $1 and started_at >= $2 and started_at < $3';

export function createSampleRepository(db: Database): SampleRepository {
  return {
    async count(organizationId, { from, to }) {
      const { rows } = await db.readPool.query<{ count: number }>(
        `select count(*)::float8 as count from ledger.request where ${IN_PERIOD}`,
        [organizationId, from, to],
      );
      return rows[0]?.count ?? 0;
    },
    async *sample(organizationId, { from, to }, size, total) {
      const share = total <= size ? PARTS : Math.ceil((size / total) * PARTS);
      let after: { startedAt: string; id: string } = { startedAt: from.toISOString(), id: FIRST_ID };
      for (let left = size; left > 0; ) {
        const { rows } = await db.readPool.query(
          `select ${FIELDS} from ledger.request
           where ${IN_PERIOD} and (started_at, id) > ($4, $5::uuid)
             and (hashtextextended(id::text, 0) & 9223372036854775807) % ${PARTS} < $6
           order by request.started_at, request.id limit $7`,
          [organizationId, from, to, after.startedAt, after.id, share, Math.min(PAGE, left)],
        );
        const page = rowSchema.array().parse(rows);
        const last = page.at(-1);
        if (last === undefined) return;
        yield page;
        left -= page.length;
        after = last;
      }
    },
  };
}

const FIRST_ID = '00000000-0000-0000-0000-000000000000';
