import * as z from 'zod';
import type { CascadeTrace, DecisionInputs, SwitchTrace } from '../routing/decision.ts';
import { MODES, TIERS } from '../routing/mode.ts';
import { isoTimeSchema, usdOrNullSchema, usdSchema } from './common.ts';

const id = z.string();
const share = z.number().min(0).max(1);

const requestedSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('virtual'), name: z.string(), mode: z.enum(MODES).nullable() }),
  z.object({ kind: z.literal('named'), name: z.string() }),
  z.object({ kind: z.literal('pinned'), name: z.string(), provider: z.string(), model: z.string() }),
]);

const policySchema = z.object({
  mode: z.enum(MODES),
  dial: z.number().nullable().describe('0 = cheapest, 10 = best; null = the mode decided.'),
  qualityTarget: share.nullable().describe('Share of what the strongest model would get that was to be kept.'),
  minTier: z.enum(TIERS).nullable(),
  fixedTier: z.enum(TIERS).optional().describe('Tier set by a rule.'),
});

const readingSchema = z.object({
  model: z.string().describe('Version of the quality model.'),
  task: z.string(),
  vector: z.array(z.number()),
  certainty: z.number(),
});

const ruleSchema = z.object({ index: z.number().int(), name: z.string() });

/** What a decision rested on, as rows carry it. */
export const decisionInputsSchema: z.ZodType<DecisionInputs> = z.object({
  requested: requestedSchema,
  policy: policySchema,
  reading: readingSchema.optional(),
  rule: ruleSchema.optional(),
  fallbacks: z.array(requestedSchema).optional(),
  effort: z.string().optional(),
  choices: z.number().optional(),
  endsWithAssistant: z.literal(true).optional(),
  parameters: z.array(z.string()).optional(),
  isStrict: z.literal(true).optional(),
  allowedModels: z.array(z.string()).optional(),
  maxCostUsd: usdSchema.optional(),
  objections: z.array(id).optional(),
  health: z.record(id, z.enum(['open', 'cooldown'])).optional(),
  outputTokens: z.record(id, z.number()).optional(),
  latencyMs: z.record(id, z.number()).optional(),
  beliefs: z.number().int().optional().describe('Version of the beliefs that `learned` comes from.'),
  learned: z.record(id, z.number()).optional(),
  toleratedLoss: z.number().optional(),
  warm: z.object({ deploymentId: id, tokens: z.number(), paidUsd: usdSchema, lostUsd: usdSchema }).optional(),
  seeds: z.record(z.string(), z.number()).optional(),
}) as z.ZodType<DecisionInputs>;

export const switchTraceSchema: z.ZodType<SwitchTrace> = z.object({
  warmDeploymentId: id,
  cacheCreditUsd: usdSchema,
  switchCostUsd: usdSchema,
  stayVsMove: z.enum(['stay', 'move']),
  isBudgetSpent: z.boolean(),
});

export const cascadeTraceSchema: z.ZodType<CascadeTrace> = z.object({
  result: z.enum(['kept', 'escalated']),
  check: z.string().describe('The check that decided.'),
  reason: z.string(),
  cheap: id,
  strong: id,
  opinions: z.number().int().describe('Second opinions asked.'),
  expectedQuality: z.number(),
  expectedUsd: z.number(),
  wasted: z.array(z.number().int()).describe('Attempts whose answers were thrown away: their cost is overhead.'),
});

export const tracedCandidateSchema = z.object({
  id,
  reason: z.string(),
  estimatedCostUsd: usdOrNullSchema,
  pGood: share.optional().describe('Probability that its answer will do.'),
  latencyMs: z.number().optional().describe('Expected milliseconds to the end of the answer.'),
});

/** GET /api/v1/decisions/{id}: everything that decided about a request. The id is the request's. */
export const decisionSchema = z.object({
  id,
  at: isoTimeSchema,
  configVersion: z.string(),
  catalogueVersion: z.string(),
  scorer: z.string().nullable(),
  score: z.number().int().nullable(),
  tier: z.enum(TIERS).nullable(),
  isAbstained: z.boolean(),
  reason: z.string().nullable(),
  reasons: z.array(z.object({ signal: z.string(), weight: z.number(), detail: z.string() })),
  features: z.record(z.string(), z.unknown()).nullable(),
  inputs: decisionInputsSchema
    .nullable()
    .describe('Null = this row was not decided here: a cache hit or a shared answer.'),
  candidates: z.array(tracedCandidateSchema),
  dropped: z.array(z.object({ deploymentId: id, cause: z.string(), detail: z.string() })),
  expectedQuality: share.nullable(),
  switching: switchTraceSchema.nullable(),
  served: z.string().nullable().describe('`provider/model` that answered in the end.'),
});
export type Decision = z.infer<typeof decisionSchema>;

/** POST /api/v1/decisions/{id}/replay: the decision made again from its record. */
export const decisionReplaySchema = z.object({
  id,
  isSame: z.boolean().describe('True when the same choice came out.'),
  why: z.string().nullable().describe('Why it could not be repeated; null = it was.'),
  configVersion: z.string(),
  differences: z.array(z.object({ field: z.string(), recorded: z.string(), repeated: z.string() })),
  alternatives: z
    .array(
      z.object({
        mode: z.enum(MODES),
        model: z.string().nullable().describe('`provider/model`; null = nobody could have served it.'),
        estimatedCostUsd: usdOrNullSchema,
        expectedQuality: share.nullable(),
      }),
    )
    .optional()
    .describe('What each mode, without dial or target, would have chosen. Absent for pinned models.'),
});
export type DecisionReplay = z.infer<typeof decisionReplaySchema>;
