import * as z from 'zod';
import { isoTimeSchema, leversSchema, usdOrNullSchema, usdSchema } from './common.ts';
import { requestSummarySchema } from './requests.ts';

export const RANGES = ['15m', '1h', '24h', '7d', '30d', 'month'] as const;

/** Query of every figure page: a named range, or `from` and `to`. */
export const periodQuerySchema = z.strictObject({
  range: z.enum(RANGES).optional().describe('Named range ending now. Default `24h`.'),
  from: isoTimeSchema.optional().describe('Start (UTC ISO), with `to` instead of `range`.'),
  to: isoTimeSchema.optional().describe('End (UTC ISO), exclusive.'),
});
export type PeriodQuery = z.infer<typeof periodQuerySchema>;

/** Sums over a period, from roll-ups. Money sums leave out unpriced requests, whose number stands beside them. */
export const totalsSchema = z.object({
  requests: z.number().int(),
  succeeded: z.number().int().describe('Outcomes ok, cache_exact, cache_semantic and dedup.'),
  failed: z.number().int(),
  cancelled: z.number().int(),
  rejected: z.number().int(),
  simulatedRequests: z.number().int(),
  unpricedRequests: z.number().int(),
  estimatedRequests: z.number().int(),
  promptTokens: z.number(),
  cachedTokens: z.number(),
  completionTokens: z.number(),
  reasoningTokens: z.number(),
  costUsd: usdSchema.describe('Paid.'),
  baselineUsd: usdSchema.describe('What the same requests would have cost on their baselines (priced requests only).'),
  savedUsd: usdSchema,
  savingsRate: z
    .number()
    .nullable()
    .describe('savedUsd / baselineUsd, 0..1 (may be negative); null when the baseline is 0.'),
  levers: leversSchema,
  overheadUsd: usdSchema,
  cache: z.object({
    exactHits: z.number().int(),
    semanticHits: z.number().int(),
    shared: z.number().int(),
    misses: z.number().int(),
    bypassed: z.number().int(),
    hitRate: z.number().nullable().describe('Hits / (hits + misses + shared); null when nothing was looked up.'),
  }),
  latencyMs: z.object({
    p50: z.number().nullable(),
    p95: z.number().nullable(),
    p99: z.number().nullable(),
    average: z.number().nullable(),
  }),
  overheadMs: z.object({ p50: z.number().nullable(), p95: z.number().nullable() }),
  uptime: z
    .number()
    .nullable()
    .describe(
      'Share of requests answered without gateway or provider failure; null without requests. Rejected and cancelled requests do not count.',
    ),
  rescuedRequests: z.number().int().describe('Succeeded although an attempt failed: fallback or retry.'),
});
export type Totals = z.infer<typeof totalsSchema>;

export const overviewSchema = z.object({
  period: z.object({ from: isoTimeSchema, to: isoTimeSchema, bucket: z.enum(['minute', 'hour', 'day']) }),
  totals: totalsSchema,
  previous: totalsSchema.describe('The period of the same length before.'),
  baselines: z
    .array(z.object({ model: z.string().nullable(), isHistoric: z.boolean(), requests: z.number().int() }))
    .describe('Baselines used, most used first.'),
  series: z.array(
    z.object({
      start: isoTimeSchema,
      isPartial: z.boolean(),
      requests: z.number().int(),
      costUsd: usdSchema,
      baselineUsd: usdSchema,
      savedUsd: usdSchema,
      cacheHits: z.number().int(),
      costByModelUsd: z
        .record(z.string(), usdSchema)
        .describe('Paid by served model, `provider/model`; at most the 8 dearest of the period and `other`.'),
    }),
  ),
  models: z.array(
    z.object({
      provider: z.string(),
      model: z.string(),
      isSimulated: z.boolean(),
      requests: z.number().int(),
      costUsd: usdOrNullSchema,
      savedUsd: usdOrNullSchema,
      latencyP50Ms: z.number().nullable(),
    }),
  ),
  complexity: z.array(z.object({ score: z.number().int(), tier: z.string(), requests: z.number().int() })),
  modes: z.array(z.object({ mode: z.string(), requests: z.number().int() })),
  projectedMonthUsd: usdOrNullSchema.describe(
    'Saved per calendar month at the pace of this period; null under one hour of data.',
  ),
  recent: z.array(requestSummarySchema).max(20),
});
export type Overview = z.infer<typeof overviewSchema>;
