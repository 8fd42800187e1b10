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

/**
 * Settings without a value (`routing_rules:` above lines that are all comments) count as left out. Unknown ones stay, so
 * that they are reported.
 */
export function withoutEmptySettings(data: unknown, path: Path = []): unknown {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return data;
  const known = new Set(settingsAt(path));
  const entries = Object.entries(data).filter(([key, value]) => value !== null || !known.has(key));
  return Object.fromEntries(entries.map(([key, value]) => [key, withoutEmptySettings(value, [...path, key])]));
}
