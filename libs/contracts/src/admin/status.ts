import * as z from 'zod';
import { alertSchema } from '../ledger/alerts.ts';

/** GET /api/v1/status */
export const statusSchema = z.object({
  version: z.string(),
  mode: z.enum(['embedded', 'distributed']),
  isLocal: z.boolean().describe('True when the gateway listens on loopback only and accepts any key.'),
  simulated: z.enum(['all', 'some', 'none']).describe('Which providers are simulated.'),
  simulatorUrl: z.string().nullable(),
  providers: z.array(
    z.object({
      id: z.string(),
      isSimulated: z.boolean(),
      state: z.enum(['healthy', 'degraded', 'open', 'half_open']),
      models: z.number().int(),
      keys: z
        .array(
          z.object({
            name: z.string(),
            state: z.enum(['ok', 'resting']),
            rests: z
              .array(
                z.object({
                  model: z.string().nullable().describe('Null = for all models.'),
                  cause: z.enum(['credentials', 'quota', 'rate_limited']),
                  seconds: z.number().describe('Until it is used again.'),
                }),
              )
              .max(100)
              .describe('Longest first; the first hundred.'),
          }),
        )
        .optional()
        .describe('Provider keys by name, never the keys themselves.'),
      addresses: z
        .array(
          z.object({
            name: z.string(),
            region: z.string().nullable(),
            state: z.enum(['healthy', 'degraded', 'open', 'half_open']),
            broken: z
              .array(
                z.object({
                  model: z.string(),
                  state: z.enum(['open', 'half_open']),
                  seconds: z.number().nullable().describe('Until the next try; null while one is under way.'),
                }),
              )
              .max(100)
              .describe('Models that do not answer there; the first hundred.'),
          }),
        )
        .optional()
        .describe('Addresses of the provider by name.'),
    }),
  ),
  alerts: z.array(alertSchema).optional().describe('What only the operator can put right, the latest first.'),
  configVersion: z.number().int(),
  catalogueVersion: z.string(),
  instanceId: z.string(),
  uptimeSeconds: z.number(),
  routing: z
    .object({
      scorer: z.string(),
      isConstant: z.boolean().describe('True when nearly everything of the last hour went one way.'),
      advice: z.string().nullable(),
    })
    .optional(),
  ledger: z.object({
    pendingRows: z.number().int().describe('Rows not yet in the database.'),
    refusedRows: z
      .number()
      .int()
      .nullable()
      .optional()
      .describe('Rows that the database refused for their content; they are in no figure. Null = not known yet.'),
  }),
});
export type Status = z.infer<typeof statusSchema>;

/** POST /api/v1/session: exchanges the one-time link's token or the admin token for a session cookie. */
export const createSessionSchema = z.strictObject({ token: z.string().min(1).max(200) });
export const sessionSchema = z.object({
  organizationId: z.string(),
  organizationName: z.string(),
  role: z.enum(['admin']),
  csrfToken: z.string().nullable(),
});
export type Session = z.infer<typeof sessionSchema>;

/** GET /api/v1/models: what routes may name, for pickers and completion. */
export const modelListSchema = z.object({
  models: z.array(
    z.object({
      id: z.string(),
      provider: z.string(),
      model: z.string(),
      isAvailable: z.boolean().describe('Its provider is configured.'),
      isSimulated: z.boolean(),
      status: z.enum(['active', 'legacy', 'retired']),
      retiresOn: z.string().nullable(),
      contextTokens: z.number().nullable(),
      inputUsdPerMillion: z.string().nullable(),
      outputUsdPerMillion: z.string().nullable(),
      aliases: z.array(z.string()),
    }),
  ),
});
export type ModelList = z.infer<typeof modelListSchema>;
