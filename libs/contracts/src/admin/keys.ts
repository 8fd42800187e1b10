import * as z from 'zod';
import { isoTimeSchema } from './common.ts';

export const createKeySchema = z.strictObject({
  name: z.string().min(1).max(100),
  project: z.string().max(100).optional(),
  expiresAt: isoTimeSchema.optional(),
});
export type CreateKey = z.infer<typeof createKeySchema>;

/** A virtual key without its secret. */
export const keySchema = z.object({
  id: z.string(),
  name: z.string(),
  prefix: z.string().describe('First characters, to recognise it.'),
  project: z.string().nullable(),
  createdAt: isoTimeSchema,
  expiresAt: isoTimeSchema.nullable(),
  revokedAt: isoTimeSchema.nullable(),
  lastUsedAt: isoTimeSchema.nullable(),
});
export type VirtualKey = z.infer<typeof keySchema>;

export const createdKeySchema = keySchema.extend({ secret: z.string().describe('Shown this once.') });
export type CreatedKey = z.infer<typeof createdKeySchema>;
