import * as z from 'zod';

/** Longest comment, in characters. */
const MAX_COMMENT = 2_000;

const score = z.number().min(0).max(1);
const size = z.enum(['bigger', 'smaller']);
const comment = z
  .string()
  .max(MAX_COMMENT)
  .refine((text) => !text.includes('\u0000'), 'must not hold a character with the code 0');

const verdictFields = {
  score: score.nullish().describe('0 (would not do) to 1 (good).'),
  rating: z.enum(['good', 'bad', 'up', 'down']).nullish().describe('Instead of a score: thumbs, or good and bad.'),
  should_have_used: size
    .nullish()
    .describe('`bigger`: a stronger model was needed. `smaller`: a cheaper one would have done.'),
  comment: comment.nullish().describe(`For people, at most ${MAX_COMMENT} characters. Routing never reads it.`),
};

/** Body of `POST /v1/feedback`. Unknown fields are refused: a misspelt score would else be lost without a word. */
export const feedbackInputSchema = z
  .strictObject({
    request_id: z.string().min(1).max(128).describe('The `x-request-id` of the answer, or our own id of the request.'),
    ...verdictFields,
  })
  .refine(({ score, rating }) => score == null || rating == null, 'must have a score or a rating, not both')
  .refine(
    ({ score, rating, should_have_used: used, comment }) => [score, rating, used, comment].some((one) => one != null),
    'must say something: score, rating, should_have_used or comment',
  );
export type FeedbackInput = z.infer<typeof feedbackInputSchema>;

/** What a person said of one answer, as it is kept. */
export const feedbackSchema = z.object({
  score: score.nullable().describe('0 to 1; null = only a size or a comment was given.'),
  shouldHaveUsed: size.nullable(),
  comment: z.string().nullable(),
  source: z.enum(['api', 'dashboard']),
  teaches: z.boolean().describe('True when routing learns from it.'),
  updatedAt: z.string(),
});
export type Feedback = z.infer<typeof feedbackSchema>;

/** PUT /api/v1/requests/{id}/feedback: what the people behind the dashboard say of an answer. */
export const putFeedbackSchema = z
  .strictObject({
    score: score.nullable().default(null),
    shouldHaveUsed: size.nullable().default(null),
    comment: comment.nullable().default(null),
  })
  .refine(
    ({ score, shouldHaveUsed, comment }) => [score, shouldHaveUsed, comment].some((one) => one !== null),
    'must say something: score, shouldHaveUsed or comment',
  );
export type PutFeedback = z.infer<typeof putFeedbackSchema>;
