import type { DecisionReading, Feedback } from '@llm-cost-optimizer/contracts';
import type { PoolClient } from 'pg';
import type { Database } from '../database.ts';
import { inTransaction } from '../ledger/transaction.ts';
import type { NewLabel } from './label.ts';
import { putLabel, readingSchema } from './label.ts';

/** A booked request as far as feedback needs it. */
export interface AnsweredRequest {
  readonly id: string;
  readonly startedAt: Date;
  readonly keyId: string | null;
  /** `provider/model` that answered; null = nobody did. */
  readonly model: string | null;
  /** What the quality model saw in the prompt; null = nothing was decided (cache hit, shared answer, pinned model). */
  readonly reading: DecisionReading | null;
}

/** What is to be kept of a person's word about an answer. */
export interface NewFeedback extends Omit<Feedback, 'updatedAt' | 'teaches'> {
  readonly organizationId: string;
  readonly request: AnsweredRequest;
  /** What routing is to learn from it; null = nothing. */
  readonly label: NewLabel | null;
  readonly at: Date;
}

export interface FeedbackRepository {
  /**
   * The request of an id, ours or the client's (then the newest of that id). With `keyId` only among the requests of that key.
   * Null = not here.
   */
  findRequest(organizationId: string, id: string, keyId: string | null): Promise<AnsweredRequest | null>;
  /** Keeps the word, and in the same transaction what is to be learned from it. A second one about the same request replaces the first. */
  save(feedback: NewFeedback): Promise<'created' | 'replaced'>;
  /** Lets go of what was said about requests that began before `before`. Returns the number of rows. */
  removeBefore(before: Date): Promise<number>;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function createFeedbackRepository(db: Database): FeedbackRepository {
  return {
    async findRequest(organizationId, id, keyId) {
      if (id.includes('\0')) return null;
      const find = (condition: string) => findOne(db, condition, [organizationId, id, keyId]);
      return (UUID.test(id) ? await find('id = $2::uuid') : null) ?? (await find('client_request_id = $2'));
    },
    save: (feedback) => inTransaction(db.pool, (client) => save(client, feedback)),
    async removeBefore(before) {
      const { rowCount } = await db.pool.query('delete from ledger.feedback where request_started_at < $1', [before]);
      return rowCount ?? 0;
    },
  };
}

async function findOne({ readPool }: Database, condition: string, values: readonly (string | null)[]) {
  const { rows } = await readPool.query<Omit<AnsweredRequest, 'reading'> & { readonly reading: unknown }>(
    `select id, started_at as "startedAt", key_id as "keyId", served_provider || '/' || served_model as model,
       trace->'decision'->'reading' as reading
     from ledger.request
     where organization_id = $1 and ${condition} and ($3::text is null or key_id = $3)
     order by started_at desc, id desc limit 1`,
    [...values],
  );
  const [row] = rows;
  // Another version of the gateway may have written another form: then nothing is learned from it.
  return row === undefined ? null : { ...row, reading: readingSchema.safeParse(row.reading).data ?? null };
}

async function save(client: PoolClient, feedback: NewFeedback): Promise<'created' | 'replaced'> {
  const { organizationId, request, label, at } = feedback;
  const { rows } = await client.query<{ isNew: boolean }>(
    `insert into ledger.feedback as kept (organization_id, request_id, request_started_at, key_id, model, score,
       should_have_used, comment, source, teaches, created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)
     on conflict (organization_id, request_id) do update set score = excluded.score,
       should_have_used = excluded.should_have_used, comment = excluded.comment, source = excluded.source,
       teaches = excluded.teaches, updated_at = greatest(excluded.updated_at, kept.updated_at)
     returning xmax = 0 as "isNew"`,
    [
      organizationId,
      request.id,
      request.startedAt,
      request.keyId,
      request.model,
      feedback.score,
      feedback.shouldHaveUsed,
      feedback.comment,
      feedback.source,
      label !== null,
      at,
    ],
  );
  if (label !== null) await putLabel(client, label);
  return rows[0]?.isNew === true ? 'created' : 'replaced';
}
