import * as z from 'zod';
import { usdSchema } from './common.ts';
import { RANGES } from './overview.ts';

/** What savings may be split by. `lever` is always there: each group tells its levers. */
export const SAVINGS_GROUPS = [
  'day',
  'hour',
  'project',
  'key',
  'model',
  'mode',
  'tier',
  'outcome',
  'baseline',
] as const;
export type SavingsGroup = (typeof SAVINGS_GROUPS)[number];

const MAX_GROUPS = 3;
/** Other names that people use for the same. */
const SYNONYMS: Readonly<Record<string, string>> = { team: 'project', lever: '' };

/** Query of the savings report. */
export const savingsQuerySchema = z.strictObject({
  range: z.enum(RANGES).optional().describe('Named range ending now. Default `24h`.'),
  from: z.iso.datetime().optional().describe('Start (UTC ISO), with `to` instead of `range`.'),
  to: z.iso.datetime().optional().describe('End (UTC ISO), exclusive.'),
  group_by: z
    .string()
    .optional()
    .transform((text) =>
      (text ?? '')
        .split(',')
        .map((name) => name.trim())
        .map((name) => SYNONYMS[name] ?? name)
        .filter((name) => name !== ''),
    )
    .pipe(z.array(z.enum(SAVINGS_GROUPS)).max(MAX_GROUPS))
    .describe(`At most ${MAX_GROUPS} of: ${SAVINGS_GROUPS.join(', ')}; \`team\` is a project. Default: one sum.`),
  baseline: z
    .string()
    .regex(/^(recorded|model:.{1,200})$/, 'must be `recorded` or `model:<id>`, e.g. `model:openai/gpt-6.2-sol`')
    .optional()
    .describe(
      '`recorded`: the baseline that stood with each request (default). `model:<id>`: this model for all, estimated from token sums.',
    ),
});
export type SavingsQuery = z.infer<typeof savingsQuerySchema>;

export const savingsFiguresSchema = z.object({
  requests: z.number().int(),
  baseline_usd: usdSchema.describe('What the priced requests would have cost on the baseline.'),
  actual_usd: usdSchema.describe('What was paid, for all requests whose price is known.'),
  saved_usd: usdSchema.describe('Baseline less paid, of the requests that have both. Negative stays negative.'),
  levers: z
    .object({
      routing: usdSchema,
      exact_cache: usdSchema,
      semantic_cache: usdSchema,
      dedup: usdSchema,
      prompt_cache: usdSchema,
      service_tier: usdSchema,
    })
    .describe('The parts less `overhead_usd` are `saved_usd`, to the last digit.'),
  overhead_usd: usdSchema.describe('Paid for calls that failed or were thrown away.'),
  unpriced_requests: z.number().int().describe('Cost or baseline unknown: in none of the sums of savings.'),
  estimated_share: z
    .number()
    .nullable()
    .describe('Share of the requests with an estimate in them; null without requests.'),
});

export const savingsReportSchema = z.object({
  period: z.object({ from: z.iso.datetime(), to: z.iso.datetime() }),
  baseline: z.string().describe('As asked for.'),
  baseline_is_estimated: z.boolean(),
  total: savingsFiguresSchema,
  group_by: z.array(z.enum(SAVINGS_GROUPS)),
  groups: z.array(
    savingsFiguresSchema.extend({
      group: z.record(z.string(), z.string().nullable()).describe('Value of each of `group_by`; null = it has none.'),
      names: z
        .record(z.string(), z.string().nullable())
        .describe('The same for people: names of keys and projects in place of their ids.'),
    }),
  ),
});
export type SavingsReport = z.infer<typeof savingsReportSchema>;
export type SavingsFigures = z.infer<typeof savingsFiguresSchema>;
