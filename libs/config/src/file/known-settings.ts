import { configSchema } from '@llm-cost-optimizer/contracts';
import * as z from 'zod';
import type { Path } from './positions.ts';

/** Names that may stand in the group at a path; empty where any name or none may. */
export function settingsAt(path: Path): readonly string[] {
  let schema: z.core.$ZodType = unwrap(configSchema);
  for (const part of path) {
    if (!(schema instanceof z.ZodObject)) return [];
    const next: z.core.$ZodType | undefined = schema.shape[String(part)];
    if (next === undefined) return [];
    schema = unwrap(next);
  }
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

/** The schema below `optional` and `nullable`. */
export function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return unwrap(schema.unwrap());
  return schema;
}
