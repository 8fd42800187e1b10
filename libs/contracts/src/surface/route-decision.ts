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
