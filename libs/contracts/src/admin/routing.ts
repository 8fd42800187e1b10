import * as z from 'zod';
import { ruleSettingsSchema } from '../config/routing-settings.ts';
import { MODES, TIERS } from '../routing/mode.ts';
import { routeDecisionSchema } from '../surface/route-decision.ts';

const ruleOutcomeSchema = z.object({
  refuse: z.string().optional(),
  model: z.string().optional().describe('`provider/model`.'),
  mode: z.enum(MODES).optional(),
  tier: z.enum(TIERS).optional(),
  minTier: z.enum(TIERS).optional(),
  dial: z.number().optional(),
  qualityTarget: z.number().optional(),
});

/** A rule in force, in its place. */
export const ruleViewSchema = z.object({
  index: z.number().int(),
  name: z.string(),
  when: z.record(z.string(), z.unknown()).describe('Conditions as written; empty = every request.'),
  outcome: ruleOutcomeSchema,
});
export type RuleView = z.infer<typeof ruleViewSchema>;

/** GET /api/v1/routing/rules */
export const ruleListSchema = z.object({ rules: z.array(ruleViewSchema), configVersion: z.string() });
export type RuleList = z.infer<typeof ruleListSchema>;

/** PUT /api/v1/routing/rules: all rules, in order. They are published as a new version of the configuration. */
export const putRulesSchema = z.strictObject({
  rules: z.array(ruleSettingsSchema).max(200).describe('As in the configuration file.'),
  message: z.string().max(500).optional().describe('Why, for the history.'),
  baseVersion: z.number().int().optional().describe('Refused with 409 when another version is in force by now.'),
});
export type PutRules = z.infer<typeof putRulesSchema>;

/** How one rule judged a request. */
export const ruleVerdictSchema = z.object({
  index: z.number().int(),
  name: z.string(),
  verdict: z
    .enum(['matched', 'shadowed', 'failed'])
    .describe('`matched` decides; `shadowed` would hold, too, but stands behind it.'),
  failed: z.string().nullable().describe('Of a failed rule: the first condition that does not hold.'),
});
export type RuleVerdictView = z.infer<typeof ruleVerdictSchema>;

/** POST /api/v1/routing/rules/test: a request to try the rules on. Nothing is called, stored or booked. */
export const testRulesSchema = z.strictObject({
  request: z
    .record(z.string(), z.unknown())
    .describe('Body of a chat request; `model` is `auto` where it is left out.'),
  headers: z.record(z.string().max(200), z.string().max(2_000)).optional(),
  at: z.iso.datetime().optional().describe('When it comes. Default now.'),
  keyId: z.string().max(200).optional(),
  projectId: z.string().max(200).optional(),
  yaml: z
    .string()
    .max(1_000_000)
    .optional()
    .describe('A draft of the configuration to try instead of the one in force.'),
});
export type TestRules = z.infer<typeof testRulesSchema>;

export const ruleTestSchema = z.object({
  verdicts: z.array(ruleVerdictSchema),
  decision: routeDecisionSchema,
});
export type RuleTest = z.infer<typeof ruleTestSchema>;

const shareSchema = z.object({ name: z.string(), share: z.number() });

/** GET /api/v1/routing/health (query: `range`, or `from` and `to`): how the router distributes what it decides. */
export const routingHealthSchema = z.object({
  requests: z.number().int().describe('Decided by the router and answered by a model in the period.'),
  tiers: z.array(shareSchema),
  models: z.array(shareSchema),
  tierEntropy: z
    .number()
    .nullable()
    .describe('0 = always the same tier, 1 = all equally often; null = too few requests.'),
  modelEntropy: z.number().nullable(),
  isConstant: z.boolean().describe('True when nearly everything goes one way: then the score decides nothing.'),
  advice: z.string().nullable(),
  scorer: z.string().describe('Scorer in force, with its version.'),
});
export type RoutingHealthView = z.infer<typeof routingHealthSchema>;

const share = z.number().min(0).max(1);

/** What people have taught the router about one model. */
export const modelBeliefSchema = z.object({
  model: z.string().describe('`provider/model`.'),
  labels: z
    .number()
    .describe('Sum of the weights of what was said; a judgement counts 1, a wish for another size 0.5.'),
  goodShare: share.describe('Share of good answers in them.'),
  interval: z.tuple([share, share]).describe('95 % interval of that share.'),
  shippedGood: share.describe('Chance of a good answer by the shipped weights, on average over the same prompts.'),
  learnedGood: share.describe('The same after what was learned.'),
  usedGood: share.describe(
    'What decisions take: good news only as far as it is proven, and nothing while labels are few.',
  ),
  shift: z.number().describe('`usedGood` less `shippedGood`.'),
  trust: share.describe(
    '0 = only its level moved, 1 = the labels prove that it is better at some prompts and worse at others.',
  ),
  state: z
    .enum(['collecting', 'confirmed', 'better', 'worse'])
    .describe('`collecting`: too few labels, the shipped value stands.'),
});
export type ModelBelief = z.infer<typeof modelBeliefSchema>;

/** GET /api/v1/routing/beliefs. */
export const beliefsViewSchema = z.object({
  version: z.number().int().describe('Decisions name it; 0 = nothing was learned yet.'),
  qualityModel: z
    .string()
    .nullable()
    .describe('Version of the quality model; null = the scorer in use knows no chances.'),
  isLearning: z.boolean(),
  leastLabels: z.number().describe('Labels from which on decisions move.'),
  models: z.array(modelBeliefSchema),
});
export type BeliefsView = z.infer<typeof beliefsViewSchema>;
