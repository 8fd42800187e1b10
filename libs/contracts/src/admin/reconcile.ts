import * as z from 'zod';
import { usdSchema } from './common.ts';

/** Longest export that is read, in characters. */
const MAX_EXPORT = 2_000_000;

export const reconcileSchema = z.strictObject({
  provider: z.string().min(1).max(100).optional().describe('Id of the provider; default: as the export shows.'),
  export: z
    .string()
    .min(1)
    .max(MAX_EXPORT)
    .describe("The provider's usage or cost export as text: JSON of its endpoint, or CSV."),
  simulated: z.boolean().optional().describe('Compare with calls to the simulated providers. Default false.'),
});
export type ReconcileRequest = z.infer<typeof reconcileSchema>;

const sideSchema = z.object({
  requests: z.number().int().nullable(),
  tokens: z
    .object({
      input: z.number(),
      cached: z.number(),
      cache_write: z.number(),
      cache_write_long: z.number(),
      output: z.number(),
    })
    .nullable(),
  usd: usdSchema.nullable(),
});

export const reconciliationSchema = z.object({
  provider: z.string(),
  kind: z.enum(['usage', 'cost']),
  period: z.object({ from: z.string(), to: z.string() }).describe('First and last day of the export, UTC.'),
  token_coverage: z.number().nullable().describe("Share of the invoice's tokens that the ledger has too, 0 to 1."),
  usd_coverage: z.number().nullable().describe('The same of dollars.'),
  invoice_usd: usdSchema.nullable(),
  ledger_usd: usdSchema,
  classes: z.array(z.object({ class: z.string(), invoice: z.number(), ledger: z.number() })),
  lines: z.array(
    z.object({
      day: z.string(),
      model: z.string().nullable(),
      invoice: sideSchema.nullable(),
      ledger: sideSchema.extend({ estimated: z.number().int(), unpriced: z.number().int() }).nullable(),
      cause: z.string().nullable().describe('Likely cause of a difference; null where both agree.'),
      detail: z.string().nullable(),
    }),
  ),
  /** The ledger's own sums: raw rows against each roll-up. */
  ledger_adds_up: z.boolean(),
});
export type ReconciliationReport = z.infer<typeof reconciliationSchema>;
