import * as z from 'zod';

const modelName = z.string().min(1).max(200);

const message = z.looseObject({
  role: z.string(),
  content: z.union([z.string(), z.array(z.looseObject({ type: z.string() })), z.null()]).optional(),
});

/** One prompt to be scored. Fields that are not named here are ignored. */
export const scoreRowSchema = z
  .object({
    id: z.union([z.string(), z.number()]).describe('Comes back in the result.'),
    prompt: z.string().optional().describe('The last user message.'),
    messages: z.array(message).min(1).optional().describe('The whole conversation, instead of `prompt`.'),
    tools: z.array(z.unknown()).nullish().describe('Tools of the request: context, never difficulty.'),
    strong_model: modelName.nullish(),
    weak_model: modelName.nullish(),
    pairs: z
      .array(z.tuple([modelName, modelName]))
      .nullish()
      .describe('Further pairs, `[strong, weak]`.'),
    answers: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean()]).nullable())
      .nullish()
      .describe('Short final answer by model; null = none was found. For `--cascade`.'),
    opinions: z
      .array(modelName)
      .nullish()
      .describe('Models to ask for second opinions, in order. Default: the small ones among `answers`.'),
  })
  .refine(({ prompt, messages }) => (prompt === undefined) !== (messages === undefined), {
    message: 'give either `prompt` or `messages`',
    path: ['prompt'],
  });
export type ScoreRow = z.infer<typeof scoreRowSchema>;

/** A cascade's score: the weak model is paid in any case, and `extra` second opinions with it. */
export interface CascadeScore {
  /** P(strong right) - P(weak's answer right), given all answers, -1 to 1. */
  readonly score: number;
  readonly cascade: true;
  readonly extra: number;
}

/** A score in the form the metric takes: higher = the stronger model is needed more. */
export interface RowScore {
  readonly id: string | number;
  /** Whatever the pair, 0 to 1; in a cascade that of the row's own pair. */
  readonly score: number;
  /** By `strong>weak`, -1 to 1. */
  readonly pairs?: Readonly<Record<string, number | CascadeScore>>;
  readonly cascade?: true;
  readonly extra?: number;
}
