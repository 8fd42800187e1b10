import { z } from 'zod';

const MAX_WAIT_MS = 600_000;

/**
 * One fault; several fields may be combined (`delayMs` with `status`, `chunking` with `cut`). Counts of chunks are chunks
 * with content. Every time is bounded by ten minutes.
 */
export const faultSchema = z.strictObject({
  status: z
    .number()
    .int()
    .min(200)
    .max(599)
    .optional()
    .describe('Answer with this status and the provider’s own error body.'),
  code: z.string().max(100).optional().describe('Code inside the error body, for example `insufficient_quota`.'),
  headers: z
    .record(z.string(), z.string())
    .optional()
    .describe('Headers added to the answer, for example retry-after.'),
  html: z.boolean().optional().describe('The body is a page of an edge proxy instead of JSON.'),
  delayMs: z.number().int().min(0).max(MAX_WAIT_MS).optional().describe('Wait before the headers.'),
  stallMs: z
    .number()
    .int()
    .min(0)
    .max(MAX_WAIT_MS)
    .optional()
    .describe('Silence after the headers and `afterChunks` chunks.'),
  cut: z.enum(['beforeHeaders', 'afterHeaders', 'afterChunks']).optional().describe('The socket is destroyed.'),
  truncate: z
    .boolean()
    .optional()
    .describe('A stream ends cleanly after `afterChunks` chunks, without a finish reason.'),
  afterChunks: z.number().int().min(0).max(100_000).default(0).describe('Chunks with content sent before the fault.'),
  noUsage: z.boolean().optional().describe('The answer lacks usage.'),
  malformed: z.boolean().optional().describe('Broken JSON in the body, or in one event after `afterChunks` chunks.'),
  emptyBody: z.boolean().optional().describe('200 without a body.'),
  errorEvent: z
    .boolean()
    .optional()
    .describe('An error event after `afterChunks` chunks ends the stream; plain: 200 with an error body.'),
  wrongModelName: z.string().min(1).max(200).optional().describe('The answer names this model.'),
  chunking: z.enum(['bytes', 'random']).optional().describe('Body cut into single bytes or at random places.'),
  seed: z.number().int().optional().describe('Seed of `random` chunking.'),
  framing: z
    .enum(['crlf', 'comments'])
    .optional()
    .describe('Streams with CRLF line ends, or with comments between events.'),
});

/** A fault after defaults. */
export type Fault = Readonly<z.output<typeof faultSchema>>;

/** A rule of the admin API: which requests it hits, how often, with what. Absent conditions hold for all. */
export const faultRuleSchema = z.strictObject({
  match: z
    .strictObject({
      provider: z.enum(['openai', 'anthropic', 'groq', 'ollama', 'vllm']).optional(),
      model: z.string().optional().describe('Model id as requested.'),
      promptContains: z.string().min(1).optional(),
      probability: z.number().min(0).max(1).default(1),
      times: z.number().int().min(1).max(1_000_000).optional().describe('The rule is spent after that many hits.'),
    })
    .prefault({}),
  fault: faultSchema,
});

/** A rule as the caller writes it. */
export type FaultRuleInput = z.input<typeof faultRuleSchema>;

/** A rule in force with its count of hits. */
export interface FaultRule {
  readonly id: number;
  readonly match: Readonly<z.output<typeof faultRuleSchema>['match']>;
  readonly fault: Fault;
  readonly hits: number;
}
