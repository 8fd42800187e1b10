import type { DecisionReading } from '@llm-cost-optimizer/contracts';
import type { Pool, PoolClient } from 'pg';
import * as z from 'zod';

/** A reading as it was stored with a decision. */
export const readingSchema: z.ZodType<DecisionReading> = z.object({
  model: z.string().min(1).max(200),
  task: z.string().min(1).max(100),
  vector: z.array(z.number()).max(200),
  certainty: z.number().min(0).max(1),
});

/** A label as it was stored. */
export const labelSchema: z.ZodType<NewLabel> = z.object({
  organizationId: z.string(),
  requestId: z.string(),
  model: z.string().min(1).max(300),
  reading: readingSchema,
  outcome: z.number().min(0).max(1),
  weight: z.number().positive().max(1),
  at: z.date(),
});

/** One thing that routing is to learn about one answer. */
export interface NewLabel {
  readonly organizationId: string;
  readonly requestId: string;
  /** `provider/model` that answered. */
  readonly model: string;
  readonly reading: DecisionReading;
  /** 0 (would not do) to 1 (good). */
  readonly outcome: number;
  /** How much it counts: above 0, at most 1. */
  readonly weight: number;
  readonly at: Date;
}

/** Puts a label among those that wait to be learned. The younger of two about the same answer stays, of the same time the later. */
export async function putLabel(client: Pool | PoolClient, label: NewLabel): Promise<void> {
  await client.query(
    `insert into ledger.routing_label as waiting (organization_id, request_id, model, reading, outcome, weight, at)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (organization_id, request_id, model) do update set reading = excluded.reading,
       outcome = excluded.outcome, weight = excluded.weight, at = excluded.at
     where excluded.at >= waiting.at`,
    [
      label.organizationId,
      label.requestId,
      label.model,
      JSON.stringify(label.reading),
      label.outcome,
      label.weight,
      label.at,
    ],
  );
}
