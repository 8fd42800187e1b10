import * as z from 'zod';
import { withoutMaterial } from '../complexity/without-material.ts';
import { createBeliefs, observeAll } from '../learning/beliefs.ts';
import type { Beliefs } from '../learning/types.ts';
import type { QualityModel } from '../quality/quality-model.ts';
import { scoreRowSchema } from './score-row.schema.ts';
import { bodyOf } from './score-row.ts';

const outcome = z.number().min(0).max(1);

/** A prompt with how well some models answered it: feedback for `lco score --learn`. */
export const feedbackRowSchema = z.intersection(
  scoreRowSchema,
  z.object({
    outcomes: z.record(z.string(), outcome).optional().describe('Model to 0 (would not do) … 1 (good).'),
    scores: z.record(z.string(), outcome).optional().describe('The same, as the routing data name it.'),
  }),
);
export type FeedbackRow = z.infer<typeof feedbackRowSchema>;

/** Beliefs as feedback on these prompts would have made them. `models` = whose outcomes count; null = all. */
export function beliefsFrom(
  rows: readonly FeedbackRow[],
  quality: QualityModel,
  models: ReadonlySet<string> | null = null,
): Beliefs {
  const observations = rows.flatMap((row, at) => {
    const { model: version, task, vector, certainty } = quality.read(withoutMaterial(bodyOf(row)));
    const reading = { model: version, task, vector, certainty };
    return Object.entries(row.outcomes ?? row.scores ?? {})
      .filter(([name]) => models === null || models.has(name))
      .map(([model, value]) => ({ id: String(row.id), model, reading, outcome: value, weight: 1, at }));
  });
  return observeAll(createBeliefs(quality.version), observations);
}
