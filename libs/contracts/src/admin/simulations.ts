import * as z from 'zod';
import { isoTimeSchema, usdSchema } from './common.ts';

const gateSchema = z.strictObject({
  max_cost_increase_pct: z.number().min(-100).max(100_000).optional(),
  min_expected_quality: z.number().min(0).max(1).optional(),
});

export { gateSchema as simulationGateSchema };
/** What a simulation has to show before a configuration may come into force. */
export type SimulationGate = z.infer<typeof gateSchema>;

/** POST /api/v1/simulations: recorded requests decided again under a draft. No provider is called. */
export const simulationWishSchema = z.strictObject({
  config: z.string().max(1_000_000).optional().describe('YAML of the draft; either this or `config_version`.'),
  config_version: z.number().int().min(0).max(2_147_483_647).optional(),
  window: z
    .string()
    .regex(/^[1-9]\d{0,3}[hd]$/)
    .optional()
    .describe('Time back from now, e.g. `24h` or `7d` (default); or `from` and `to`.'),
  from: isoTimeSchema.optional(),
  to: isoTimeSchema.optional(),
  sample: z.number().int().min(100).max(10_000).optional().describe('Requests decided again at most; default 5,000.'),
  mode: z.literal('decisions').optional(),
  gate: gateSchema.optional(),
});
export type SimulationWish = z.infer<typeof simulationWishSchema>;

const intervalSchema = z.object({ low: usdSchema, high: usdSchema });
const countsSchema = z.record(z.string(), z.number().int());
const moveSchema = z.object({ from: z.string(), to: z.string(), requests: z.number().int() });

/** Answer of POST /api/v1/simulations and GET /api/v1/simulations/{id}. */
export const simulationSchema = z.object({
  id: z.string(),
  createdAt: isoTimeSchema,
  from: isoTimeSchema,
  to: isoTimeSchema,
  configVersion: z.number().int().describe('Version in force that the draft was compared with.'),
  requestsInWindow: z.number().int(),
  sampled: z.number().int(),
  replayed: z.number().int(),
  notReplayed: countsSchema.describe('Sampled requests that stay as they were, by reason.'),
  unpriced: z.number().int().describe('Sampled requests whose cost is unknown now or under the draft; in no amount.'),
  changed: z.number().int().describe('Replayed requests that get another model.'),
  cost: z
    .object({
      nowUsd: usdSchema,
      draftUsd: usdSchema,
      now: intervalSchema,
      draft: intervalSchema,
      changePct: z.number().nullable().describe('Null = nothing is paid now.'),
      changePctInterval: z.object({ low: z.number(), high: z.number() }).nullable(),
    })
    .describe('Of the whole window, with 95 % intervals of the sampling.'),
  quality: z.object({
    now: z.number().nullable().describe('Mean probability that an answer will do; null = none is known.'),
    draft: z.number().nullable(),
    requests: z.number().int(),
  }),
  tierMoves: z.array(moveSchema),
  modelMoves: z.array(moveSchema),
  lostCaches: z.object({ sessions: z.number().int(), requests: z.number().int(), usd: usdSchema }),
  capabilityViolations: countsSchema.describe(
    'Requests for which a routed model of the draft lacks something, by what.',
  ),
  refused: countsSchema.describe('Requests that are served now and would be refused, by reason.'),
  budget: z
    .object({ limitUsd: usdSchema, projectedUsd: usdSchema, isExceeded: z.boolean() })
    .nullable()
    .describe('The monthly budget of the draft against 30 days at the predicted rate; null = no budget.'),
  reasons: countsSchema.describe('Why the draft chose, by reason.'),
  mostChanged: z.array(
    z.object({
      id: z.string(),
      from: z.string(),
      to: z.string().nullable().describe('Null = refused.'),
      costDeltaUsd: usdSchema.nullable(),
      reasonNow: z.string(),
      reasonDraft: z.string(),
    }),
  ),
  notes: z.array(z.string()).describe('What these figures do not know.'),
  gate: z.object({ wish: gateSchema, isPassed: z.boolean(), failures: z.array(z.string()) }).nullable(),
});
export type Simulation = z.infer<typeof simulationSchema>;
