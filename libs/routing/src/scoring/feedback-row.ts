import * as z from 'zod';
import { createBeliefs, observe } from '../learning/beliefs.ts';
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
  return rows.reduce((beliefs, row, at) => {
    const { model, task, vector, certainty } = quality.read(bodyOf(row));
    const reading = { model, task, vector, certainty };
    return Object.entries(row.outcomes ?? row.scores ?? {})
      .filter(([name]) => models === null || models.has(name))
      .reduce(
        (state, [name, value]) =>
          observe(state, { id: String(row.id), model: name, reading, outcome: value, weight: 1, at }),
        beliefs,
      );
  }, createBeliefs(quality.version));
}
