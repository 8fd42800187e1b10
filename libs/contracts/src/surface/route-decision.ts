import * as z from 'zod';
import { usdOrNullSchema } from '../admin/common.ts';

/** POST /v1/route: the decision about a request, made without calling a provider. */
export const routeDecisionSchema = z.object({
  object: z.literal('route'),
  requested_model: z.string(),
  mode: z.string(),
  score: z.number().int().nullable().describe('1 to 10; null for pinned models, which are not scored.'),
  tier: z.string().nullable(),
  scorer: z.string().nullable(),
  need: z
    .number()
    .nullable()
    .optional()
    .describe(
      'Probability that a usual cheap model would fail where a usual strong one would not; the score displays it.',
    ),
  task: z.string().nullable().optional(),
  certainty: z.number().nullable().optional().describe('How much is known of such prompts, 0 to 1.'),
  abstained: z.boolean().optional().describe('True: too little was known, so the safe tier was taken.'),
  policy: z
    .object({
      dial: z.number().nullable(),
      quality_target: z.number().nullable(),
      min_tier: z.string().nullable(),
      tier: z.string().nullable(),
    })
    .nullable()
    .optional(),
  rule: z.string().nullable().optional().describe('The rule that decided; null = none.'),
  rules: z
    .array(z.object({ name: z.string(), verdict: z.string(), failed: z.string().nullable() }))
    .optional()
    .describe('How each rule of the configuration judged the request, in order.'),
  expected_quality: z
    .number()
    .nullable()
    .optional()
    .describe('Expected share of what the strongest model of the routes would get.'),
  switching: z
    .object({
      warm_model: z.string(),
      cache_credit_usd: z.string(),
      switch_cost_usd: z.string(),
      stay_vs_move: z.string(),
      budget_spent: z.boolean(),
    })
    .nullable()
    .optional()
    .describe('What the warm prompt cache of the conversation meant for the choice.'),
  cascade: z
    .object({
      cheap: z.string(),
      opinions: z.array(z.string()).describe('Asked until one agrees; empty = the form of the answer is checked.'),
      strong: z.string(),
      expected_quality: z.number(),
      expected_usd: z.number(),
    })
    .nullable()
    .optional()
    .describe('The cheaper model that would answer first; null = none would.'),
  reasons: z.array(z.object({ signal: z.string(), weight: z.number(), detail: z.string() })),
  route_reason: z.string(),
  features: z.record(z.string(), z.unknown()).nullable(),
  candidates: z.array(
    z.object({
      id: z.string(),
      provider: z.string(),
      model: z.string(),
      reason: z.string(),
      estimated_cost_usd: usdOrNullSchema,
      p_good: z.number().nullable().optional().describe('Probability that its answer will do.'),
      latency_ms: z.number().nullable().optional(),
      simulated: z.boolean(),
    }),
  ),
  dropped: z.array(z.object({ id: z.string(), cause: z.string(), detail: z.string() })),
  baseline: z.string().nullable().describe('Model the request would be measured against; null = none could be priced.'),
  config_version: z.string(),
  error: z
    .object({ message: z.string(), type: z.string(), param: z.string().nullable(), code: z.string().nullable() })
    .nullable()
    .describe('What a chat request would be answered with when nobody can serve it.'),
});
export type RouteDecision = z.infer<typeof routeDecisionSchema>;
