import * as z from 'zod';

/** What only the operator can put right. */
export const ALERT_KINDS = ['credentials_refused', 'quota_exhausted', 'tls_failed', 'price_unknown'] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

/** Something that requests have run into and that does not pass by itself. Names of the configuration only, no secrets. */
export const alertSchema = z.object({
  kind: z.enum(ALERT_KINDS),
  provider: z.string(),
  key: z.string().nullable().describe('Name of the provider key; null where it is not about a key.'),
  address: z.string().nullable().describe('Name of the address; null where it is not about one.'),
  model: z.string().nullable(),
  since: z.string().describe('UTC ISO time of the first call that ran into it.'),
  lastAt: z.string().describe('UTC ISO time of the last one.'),
  calls: z.number().int().describe('Calls that ran into it.'),
});
export type Alert = z.infer<typeof alertSchema>;
