import { configSchema } from '@llm-cost-optimizer/contracts';
import * as z from 'zod';
import type { Path } from './positions.ts';

/** Names that may stand in the group at a path; empty where any name or none may. */
export function settingsAt(path: Path): readonly string[] {
  let groups = groupsOf(configSchema);
  for (const part of path) groups = groups.flatMap((group) => groupsOf(memberOf(group, part)));
  return groups.flatMap((group) => (group instanceof z.ZodObject ? Object.keys(group.shape) : []));
}

/** The schema below `optional`, `nullable` and defaults. */
export function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault)
    return unwrap(schema.unwrap());
  return schema;
}

/** The groups and lists that a value may be, where a union leaves several. */
function groupsOf(schema: z.core.$ZodType | undefined): z.core.$ZodType[] {
  if (schema === undefined) return [];
  const inner = unwrap(schema);
  if (inner instanceof z.ZodUnion) return inner.options.flatMap(groupsOf);
  return inner instanceof z.ZodObject || inner instanceof z.ZodArray ? [inner] : [];
}

/** What stands below a group or list under one name or number. */
function memberOf(group: z.core.$ZodType, part: string | number): z.core.$ZodType | undefined {
  if (group instanceof z.ZodArray) return typeof part === 'number' ? group.element : undefined;
  if (!(group instanceof z.ZodObject)) return undefined;
  return group.shape[String(part)] ?? group.def.catchall;
}

/**
 * Settings without a value (`routing_rules:` above lines that are all comments) count as left out. Unknown ones stay, so
 * that they are reported.
 */
export function withoutEmptySettings(data: unknown, path: Path = []): unknown {
  if (Array.isArray(data)) return data.map((item, index) => withoutEmptySettings(item, [...path, index]));
  if (typeof data !== 'object' || data === null) return data;
  const known = new Set(settingsAt(path));
  const entries = Object.entries(data).filter(([key, value]) => value !== null || !known.has(key));
  return Object.fromEntries(entries.map(([key, value]) => [key, withoutEmptySettings(value, [...path, key])]));
}
