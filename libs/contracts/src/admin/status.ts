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

const rateSchema = z.string().nullable();

/** Rates of one step in USD per million tokens, as decimal text; null = not known or not published. */
const modelRates = {
  inputUsdPerMillion: rateSchema,
  outputUsdPerMillion: rateSchema,
  cacheReadUsdPerMillion: rateSchema,
  cacheWriteUsdPerMillion: rateSchema,
  cacheWriteLongUsdPerMillion: rateSchema,
};

/** GET /api/v1/models: what routes may name, with all that is known of it. */
export const modelListSchema = z.object({
  catalogue: z.object({
    version: z.string(),
    checkedOn: z.string().describe('Last day (UTC) on which prices were compared with their sources.'),
    ageDays: z.number().int().min(0).describe('Whole days since then.'),
    feedVersion: z
      .string()
      .nullable()
      .describe(
        'Version of the later copy of the public price list in use (`lco prices refresh`); null = the shipped one.',
      ),
  }),
  models: z.array(
    z.object({
      id: z.string(),
      provider: z.string(),
      model: z.string(),
      isAvailable: z.boolean().describe('Its provider is configured.'),
      isSimulated: z.boolean(),
      status: z.enum(['active', 'legacy', 'retired']),
      retiresOn: z.string().nullable(),
      successor: z.string().nullable().describe('Model that takes its place; null = none known.'),
      contextTokens: z.number().nullable(),
      maxOutputTokens: z.number().nullable(),
      capabilities: z
        .object({ images: z.boolean(), tools: z.boolean(), jsonSchema: z.boolean(), reasoning: z.boolean() })
        .nullable()
        .describe('Null = not known; nothing is then kept from the model.'),
      ...modelRates,
      longPrompt: z
        .object({ overTokens: z.number().int(), ...modelRates })
        .nullable()
        .describe('Rates of the whole request once its prompt is longer; null = the same for all lengths.'),
      priceSource: z
        .enum(['override', 'overlay', 'feed', 'bundled'])
        .nullable()
        .describe(
          '`override`: the configuration; `overlay`: our checked table; `feed`, `bundled`: the public price list, read or shipped. Null = no price known.',
        ),
      checkedOn: z.string().nullable().describe('Day on which price and limits were compared with their sources.'),
      sources: z.array(z.string()).describe('Addresses of the sources.'),
      aliases: z.array(z.string()),
    }),
  ),
});
export type ModelList = z.infer<typeof modelListSchema>;
