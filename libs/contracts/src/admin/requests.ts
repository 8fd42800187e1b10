import * as z from 'zod';
import { BUDGET_ACTIONS } from '../budget/budget.ts';
import { ATTEMPT_OUTCOMES, CACHE_RESULTS, OUTCOMES } from '../ledger/records.ts';
import { COST_UNITS } from '../pricing/cost.ts';
import { MODES, TIERS } from '../routing/mode.ts';
import { feedbackSchema } from '../surface/feedback.ts';
import { isoTimeSchema, leversSchema, usageSchema, usdOrNullSchema, usdSchema } from './common.ts';
import { cascadeTraceSchema, decisionInputsSchema, switchTraceSchema, tracedCandidateSchema } from './decisions.ts';
import { promptCachingTraceSchema } from './prompt-caching.ts';

/** One row of the request list. */
export const requestSummarySchema = z.object({
  id: z.string(),
  clientRequestId: z.string(),
  startedAt: isoTimeSchema,
  outcome: z.enum(OUTCOMES),
  httpStatus: z.number().int(),
  errorCode: z.string().nullable(),
  requestedModel: z.string(),
  servedProvider: z.string().nullable(),
  servedModel: z.string().nullable(),
  isSimulated: z.boolean(),
  isStreaming: z.boolean(),
  isEstimated: z.boolean(),
  mode: z.enum(MODES).nullable(),
  complexityScore: z.number().int().nullable(),
  tier: z.enum(TIERS).nullable(),
  cache: z.enum(CACHE_RESULTS),
  promptTokens: z.number().nullable(),
  cachedTokens: z.number().nullable(),
  completionTokens: z.number().nullable(),
  reasoningTokens: z.number().nullable(),
  ttftMs: z.number().nullable(),
  latencyMs: z.number(),
  overheadMs: z.number(),
  costUsd: usdOrNullSchema,
  baselineUsd: usdOrNullSchema,
  savedUsd: usdOrNullSchema,
  attemptCount: z.number().int(),
  keyId: z.string().nullable(),
  tags: z.array(z.string()),
  endUser: z.string().nullable(),
});
export type RequestSummary = z.infer<typeof requestSummarySchema>;

const listOf = <T extends z.ZodType>(item: T) => z.union([z.array(item), item.transform((one) => [one])]).optional();

/** Filters of the request list; each may be repeated in the query string. Unknown names are refused. */
export const requestQuerySchema = z.strictObject({
  from: isoTimeSchema.optional(),
  to: isoTimeSchema.optional(),
  range: z.enum(['15m', '1h', '24h', '7d', '30d', 'month']).optional(),
  outcome: listOf(z.enum(OUTCOMES)),
  model: listOf(z.string().max(200)).describe('Served model.'),
  provider: listOf(z.string().max(100)),
  mode: listOf(z.enum(MODES)),
  tier: listOf(z.enum(TIERS)),
  cache: listOf(z.enum(CACHE_RESULTS)),
  key: listOf(z.string().max(100)),
  tag: listOf(z.string().max(200)),
  search: z
    .string()
    .max(200)
    .optional()
    .describe("A request id (ours or the client's) or the beginning of one, a model name, an end user."),
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).optional().describe('Default 50.'),
});
export type RequestQuery = z.infer<typeof requestQuerySchema>;

export const requestPageSchema = z.object({
  items: z.array(requestSummarySchema),
  nextCursor: z.string().nullable(),
});
export type RequestPage = z.infer<typeof requestPageSchema>;

/** Filters whose values the request list offers with counts; the names are those of `requestQuerySchema`. */
export const REQUEST_FACETS = ['outcome', 'model', 'provider', 'mode', 'tier', 'cache', 'key', 'tag'] as const;
export type RequestFacet = (typeof REQUEST_FACETS)[number];

/** One value of a filter and how many requests of the period carry it. */
export const facetValueSchema = z.object({
  value: z.string().describe('As `requestQuerySchema` takes it.'),
  count: z.number().int().nonnegative(),
  label: z.string().optional().describe('For people, where `value` is an id: the name of a key.'),
});
export type FacetValue = z.infer<typeof facetValueSchema>;

/**
 * GET /api/v1/requests/facets (query: `range`, or `from` and `to`): values present in the period, most frequent
 * first, at most 100 per filter. Counts cover the period alone, not the other filters, and come from roll-ups.
 */
export const requestFacetsSchema = z.object({
  facets: z.record(z.enum(REQUEST_FACETS), z.array(facetValueSchema)),
});
export type RequestFacets = z.infer<typeof requestFacetsSchema>;

export const costLineSchema = z.object({
  unit: z.enum(COST_UNITS),
  model: z.string().optional().describe('Model of a call that the provider made beside the answer.'),
  tokens: z.number(),
  rateUsdPerMillion: usdSchema,
  factor: z.string(),
  costUsd: usdSchema,
});

export const attemptSchema = z.object({
  id: z.string(),
  number: z.number().int(),
  provider: z.string(),
  model: z.string(),
  answeredModel: z.string().nullable(),
  isSimulated: z.boolean(),
  outcome: z.enum(ATTEMPT_OUTCOMES),
  httpStatus: z.number().int().nullable(),
  startedAt: isoTimeSchema,
  ttftMs: z.number().nullable(),
  latencyMs: z.number(),
  usage: usageSchema,
  usageSource: z.enum(['provider', 'estimated', 'none']),
  costUsd: usdOrNullSchema,
  costLines: z.array(costLineSchema),
  priceSource: z.string().nullable(),
  matchKind: z.string().nullable(),
  serviceTier: z.string().nullable(),
  providerRequestId: z.string().nullable(),
  finishReason: z.string().nullable(),
});
export type AttemptDetail = z.infer<typeof attemptSchema>;

/** Everything known about one request, for the drawer and for `lco explain`. */
export const requestDetailSchema = requestSummarySchema.extend({
  surface: z.string().describe('API that the client spoke: `chat_completions`, `messages`, `ollama_chat` …'),
  usage: usageSchema.nullable(),
  usageSource: z.enum(['provider', 'estimated', 'none']),
  routeReason: z.string().nullable(),
  baselineModel: z.string().nullable(),
  isBaselineHistoric: z.boolean(),
  levers: leversSchema.nullable(),
  overheadUsd: usdOrNullSchema,
  sessionId: z.string().nullable(),
  configVersion: z.string(),
  catalogueVersion: z.string(),
  trace: z.object({
    features: z.record(z.string(), z.unknown()).nullable(),
    scorer: z.string().nullable(),
    reasons: z.array(z.object({ signal: z.string(), weight: z.number(), detail: z.string() })),
    candidates: z.array(tracedCandidateSchema),
    dropped: z.array(z.object({ deploymentId: z.string(), cause: z.string(), detail: z.string() })),
    droppedParameters: z.array(z.string()),
    upstreams: z
      .array(z.object({ attempt: z.number().int(), deployment: z.string(), key: z.string() }))
      .optional()
      .describe('Address and key of each attempt by name, where the provider has several.'),
    oddUsage: z
      .array(
        z.object({
          attempt: z.number().int(),
          promptTokens: z.number().int().nullable(),
          completionTokens: z.number().int().nullable(),
          sent: z.string().optional().describe('What came where it is no count, as JSON.'),
          isReplaced: z.boolean(),
        }),
      )
      .optional()
      .describe(
        'What providers counted that is far from the text that came; replaced by an estimate where it cannot be true.',
      ),
    traceId: z.string().optional().describe("Of the client's `traceparent`."),
    clientRetries: z.number().int().optional().describe('How many times an official client had sent it before.'),
    // What a newer gateway wrote in another form is left out rather than making the row unreadable.
    decision: decisionInputsSchema.optional().catch(undefined),
    budgetAction: z
      .object({ action: z.enum(BUDGET_ACTIONS), budgetId: z.string() })
      .optional()
      .describe('What a budget near its end has changed.'),
    isAbstained: z.boolean().optional(),
    expectedQuality: z.number().optional(),
    switching: switchTraceSchema.optional().catch(undefined),
    cascade: cascadeTraceSchema.optional().catch(undefined),
    promptCaching: promptCachingTraceSchema.optional().catch(undefined),
    stageMs: z.record(z.string(), z.number()),
  }),
  attempts: z.array(attemptSchema),
  baselineLines: z.array(costLineSchema).describe('The baseline calculation, line by line; empty when unknown.'),
  feedback: feedbackSchema.nullable().optional().describe('What a person said of the answer; null = nobody did.'),
});
export type RequestDetail = z.infer<typeof requestDetailSchema>;
