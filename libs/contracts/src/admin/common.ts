import * as z from 'zod';

/** Decimal number as a string, USD. */
export const usdSchema = z.string().regex(/^-?\d+(\.\d+)?$/);
export const usdOrNullSchema = usdSchema.nullable();
export const isoTimeSchema = z.iso.datetime();
export const leversSchema = z.object({
  routing: usdSchema,
  exactCache: usdSchema,
  semanticCache: usdSchema,
  dedup: usdSchema,
  promptCache: usdSchema,
  serviceTier: usdSchema,
});
export const usageSchema = z.object({
  promptTokens: z.number(),
  cachedTokens: z.number(),
  cacheWriteTokens: z.number(),
  cacheWriteLongTokens: z.number(),
  completionTokens: z.number(),
  reasoningTokens: z.number().nullable(),
  audioInputTokens: z.number(),
  audioOutputTokens: z.number(),
});
