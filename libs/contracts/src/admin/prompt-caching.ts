import * as z from 'zod';
import { PROMPT_CACHE_TTLS, PROMPT_CACHING_MODES } from '../routing/prompt-caching.ts';
import { usdSchema } from './common.ts';

/** The decision about the prompt cache of one call, as it stands in the trace. */
export const promptCachingTraceSchema = z.object({
  action: z.enum(['injected', 'advised', 'none']),
  reason: z
    .string()
    .describe('`pays`, `below_break_even`, `client_marks`, `no_repeats`, `automatic`, `no_rates`, `not_placed`.'),
  expectedReads: z.number().nullable().describe('Reads expected of one write before its time is over.'),
  breakEven: z.number().nullable().describe('Reads from which on a write pays.'),
  ttl: z.enum(PROMPT_CACHE_TTLS).nullable(),
  prefixTokens: z.number().describe('Estimated tokens up to the last mark, set or advised.'),
  marks: z.number().int(),
});

/** One beginning that prompts share, as one gateway has seen it since its start. Its text is kept nowhere. */
export const promptPrefixSchema = z.object({
  id: z.string().describe('Digest of the beginning, the model and the tenant.'),
  deploymentId: z.string(),
  tokens: z.number().int().describe('Estimated tokens of tools and system text.'),
  requests: z.number().int(),
  writes: z.number().int().describe('Marks of the gateway that the provider wrote for.'),
  reads: z.number().int().describe('Calls with marks of the gateway that read from the cache.'),
  unreadWrites: z.number().int().describe('Writes whose time was over before anything read them.'),
  savedUsd: usdSchema.describe(
    'Saved by marks of the gateway, unread writes already taken off. Negative stays negative.',
  ),
  wasteUsd: usdSchema.describe('The part that was paid for writes that nothing read.'),
  wouldSaveUsd: usdSchema.describe('What marks would have saved where they are only advised. A reckoning, not a bill.'),
  expectedReads: z.number().nullable().describe('Of the last decision.'),
  breakEven: z.number().nullable(),
  ttl: z.enum(PROMPT_CACHE_TTLS).nullable(),
  lastSeenAt: z.iso.datetime(),
  advice: z
    .object({
      kind: z.enum(['enable', 'move_volatile_text']),
      text: z.string(),
      tokens: z.number().int().describe('Tokens a request that could be read from the cache and are not.'),
      usdPerMonth: usdSchema.nullable().describe('At the pace of the last requests; null = no rate is known.'),
    })
    .nullable(),
});
export type PromptPrefix = z.infer<typeof promptPrefixSchema>;

export const promptCachingReportSchema = z.object({
  mode: z.enum(PROMPT_CACHING_MODES),
  since: z.iso.datetime().describe('Start of this gateway: it remembers no longer, and nothing of other gateways.'),
  totals: z.object({
    writes: z.number().int(),
    reads: z.number().int(),
    unreadWrites: z.number().int(),
    savedUsd: usdSchema,
    wasteUsd: usdSchema,
    wouldSaveUsd: usdSchema,
  }),
  prefixes: z.array(promptPrefixSchema).describe('Most requests first, at most 100.'),
});
export type PromptCachingReport = z.infer<typeof promptCachingReportSchema>;
