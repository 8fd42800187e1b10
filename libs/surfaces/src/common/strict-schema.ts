import type { Fields } from '../surface.ts';
import { fieldsOf, isFields, listOf } from './json.ts';

const MAX_DEPTH = 64;

/** OpenAI's strict mode wants every object closed and every property required, which other APIs do not. */
export function isStrict(schema: Fields, depth = 0): boolean {
  if (depth > MAX_DEPTH) return false;
  if (schema.type === 'object' || isFields(schema.properties)) {
    const required = new Set(listOf(schema.required));
    const names = Object.keys(fieldsOf(schema.properties));
    if (schema.additionalProperties !== false || !names.every((name) => required.has(name))) return false;
  }
  return childrenOf(schema).every((child) => isStrict(child, depth + 1));
}

function childrenOf(schema: Fields): Fields[] {
  const maps = [schema.properties, schema.$defs, schema.definitions].flatMap((map) => Object.values(fieldsOf(map)));
  const lists = [schema.anyOf, schema.allOf, schema.oneOf].flatMap((list) => listOf(list));
  return [...maps, ...lists, schema.items].filter(isFields);
}
