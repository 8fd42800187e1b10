import * as z from 'zod';
import { isoTimeSchema } from './common.ts';
import { simulationGateSchema } from './simulations.ts';

export const configProblemSchema = z.object({
  severity: z.enum(['error', 'warning']),
  path: z.string(),
  message: z.string(),
  line: z.number().int().nullable(),
  column: z.number().int().nullable(),
});

export const configVersionSchema = z.object({
  version: z.number().int(),
  source: z.enum(['default', 'file', 'dashboard', 'api', 'cli', 'rollback']),
  message: z.string().nullable(),
  author: z.string().nullable(),
  createdAt: isoTimeSchema,
  isActive: z.boolean(),
});
export type ConfigVersion = z.infer<typeof configVersionSchema>;

/** GET /api/v1/config */
export const configDocumentSchema = z.object({
  active: configVersionSchema,
  yaml: z.string(),
  warnings: z.array(configProblemSchema),
  /** The routing table in force, names resolved: mode -> tier -> `provider/model` list. */
  routing: z.record(z.string(), z.record(z.string(), z.array(z.string()))),
  file: z
    .object({ path: z.string(), problem: z.string().nullable() })
    .nullable()
    .describe('The watched file, and what is wrong with it when it was not taken over.'),
});
export type ConfigDocument = z.infer<typeof configDocumentSchema>;

/** PUT /api/v1/config */
export const publishConfigSchema = z.strictObject({
  yaml: z.string().max(1_000_000),
  message: z.string().max(500).optional(),
  baseVersion: z
    .number()
    .int()
    .optional()
    .describe('Version the change was made on; 409 when another one came into force since.'),
  gate: simulationGateSchema
    .optional()
    .describe('What a simulation of the last 7 days has to show first; 409 with its figures when it does not.'),
});
export type PublishConfig = z.infer<typeof publishConfigSchema>;

/** POST /api/v1/config/validate */
export const validateConfigSchema = z.strictObject({ yaml: z.string().max(1_000_000) });
export const validationResultSchema = z.object({ isValid: z.boolean(), problems: z.array(configProblemSchema) });
export type ValidationResult = z.infer<typeof validationResultSchema>;

export const configVersionDetailSchema = configVersionSchema.extend({ yaml: z.string() });
export type ConfigVersionDetail = z.infer<typeof configVersionDetailSchema>;

/** GET /api/v1/config/versions: newest first. */
export const configVersionListSchema = z.object({ versions: z.array(configVersionSchema) });
export type ConfigVersionList = z.infer<typeof configVersionListSchema>;

/** POST /api/v1/config/rollback: the text of this version comes into force again, as a new version (the answer). */
export const rollbackConfigSchema = z.strictObject({ version: z.number().int().min(0) });
export type RollbackConfig = z.infer<typeof rollbackConfigSchema>;
