import * as z from 'zod';
import { KEY_SCOPES } from '../caller.ts';
import { isoTimeSchema } from './common.ts';

const perMinute = z.number().int().min(1).max(1_000_000_000);
const modelPattern = z.string().trim().min(1).max(200);

/** What may be said of a key when it is made, and changed later. */
const keyRights = {
  scopes: z
    .array(z.enum(KEY_SCOPES))
    .min(1)
    .describe('`inference`: call models; `usage`: read its own usage at `/v1/me/usage`. Default both.'),
  allowedModels: z
    .array(modelPattern)
    .max(100)
    .describe('Patterns such as `openai/*` or `gpt-6-luna`; empty = any model. Default any.'),
  requestsPerMinute: perMinute.nullable().describe('Own limit; null = as the configuration says. Default null.'),
  tokensPerMinute: perMinute.nullable().describe('Own limit; null = as the configuration says. Default null.'),
};

export const createKeySchema = z.strictObject({
  name: z.string().min(1).max(100),
  project: z.string().max(100).optional(),
  expiresAt: isoTimeSchema.optional(),
  scopes: keyRights.scopes.optional(),
  allowedModels: keyRights.allowedModels.optional(),
  requestsPerMinute: keyRights.requestsPerMinute.optional(),
  tokensPerMinute: keyRights.tokensPerMinute.optional(),
});
export type CreateKey = z.infer<typeof createKeySchema>;

export const changeKeySchema = z
  .strictObject({
    name: z.string().min(1).max(100).optional(),
    expiresAt: isoTimeSchema.nullable().optional(),
    scopes: keyRights.scopes.optional(),
    allowedModels: keyRights.allowedModels.optional(),
    requestsPerMinute: keyRights.requestsPerMinute.optional(),
    tokensPerMinute: keyRights.tokensPerMinute.optional(),
  })
  .refine((change) => Object.keys(change).length > 0, 'names nothing to change');
export type ChangeKey = z.infer<typeof changeKeySchema>;

/** Longest time that a rotated key goes on working beside the new one. */
const MAX_OVERLAP_HOURS = 24 * 30;

export const rotateKeySchema = z.strictObject({
  overlapHours: z
    .number()
    .min(0)
    .max(MAX_OVERLAP_HOURS)
    .optional()
    .describe('How long the old secret goes on working beside the new one. Default 24; 0 = not at all.'),
});
export type RotateKey = z.infer<typeof rotateKeySchema>;

/** A virtual key without its secret. */
export const keySchema = z.object({
  id: z.string(),
  name: z.string(),
  prefix: z.string().describe('First characters, to recognise it.'),
  project: z.string().nullable(),
  scopes: z.array(z.enum(KEY_SCOPES)),
  allowedModels: z.array(z.string()).describe('Empty = any model.'),
  requestsPerMinute: z.number().int().nullable(),
  tokensPerMinute: z.number().int().nullable(),
  replacesId: z.string().nullable().describe('The key that this one took the place of when it was rotated.'),
  createdAt: isoTimeSchema,
  expiresAt: isoTimeSchema.nullable(),
  revokedAt: isoTimeSchema.nullable(),
  lastUsedAt: isoTimeSchema.nullable(),
});
export type VirtualKey = z.infer<typeof keySchema>;

export const createdKeySchema = keySchema.extend({ secret: z.string().describe('Shown this once.') });
export type CreatedKey = z.infer<typeof createdKeySchema>;
