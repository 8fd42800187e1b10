import { configJsonSchema } from '@llm-cost-optimizer/contracts';
import * as z from 'zod';

/** The parts of a JSON Schema that completion and hover texts read. */
const nodeSchema = z.object({
  description: z.string().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  get properties() {
    return z.record(z.string(), nodeSchema).optional();
  },
  get items() {
    return nodeSchema.optional();
  },
  get anyOf() {
    return z.array(nodeSchema).optional();
  },
  get additionalProperties() {
    return z.union([z.boolean(), nodeSchema]).optional();
  },
});
export type SchemaNode = z.infer<typeof nodeSchema>;

let root: SchemaNode | null = null;

/** Schema of the whole configuration file. Built once, at first use. */
export function configRoot(): SchemaNode {
  root ??= nodeSchema.parse(configJsonSchema());
  return root;
}

/** The schema at a path of keys (list positions left out), or null when no such key exists. */
export function schemaAt(path: readonly string[], node: SchemaNode = configRoot()): SchemaNode | null {
  const [key, ...rest] = path;
  if (key === undefined) return node;
  for (const choice of choicesOf(node)) {
    const next = choice.properties?.[key] ?? additionalOf(choice);
    const found = next === null ? null : schemaAt(rest, next);
    if (found !== null) return found;
  }
  return null;
}

/** Keys that may stand in the mapping described by `node`, with their own schemas. Empty where keys are free. */
export function keysOf(node: SchemaNode): [key: string, schema: SchemaNode][] {
  return choicesOf(node).flatMap((choice) => Object.entries(choice.properties ?? {}));
}

/** Fixed values that may stand at `node`: words of a choice, `true` and `false`, `null` where it is allowed. */
export function valuesOf(node: SchemaNode): string[] {
  const values = choicesOf(node).flatMap((choice) => {
    if (choice.enum !== undefined) return choice.enum.map(String);
    if (choice.const !== undefined) return [String(choice.const)];
    if (choice.type === 'boolean') return ['true', 'false'];
    return choice.type === 'null' ? ['null'] : [];
  });
  return [...new Set(values)];
}

/** True when `node` is filled with keys of its own, so that its value begins on the next line. */
export function isMapping(node: SchemaNode): boolean {
  return choicesOf(node).some((choice) => choice.properties !== undefined || additionalOf(choice) !== null);
}

/** Short words for what may be written at `node`, e.g. `text or list` or `number 1-5`; empty when there is no need. */
export function typeLabel(node: SchemaNode): string {
  const labels = choicesOf(node).map((choice) => {
    if (choice.enum !== undefined || choice.const !== undefined) return 'choice';
    if (choice.type === 'integer' || choice.type === 'number') return rangeLabel(choice);
    return typeof choice.type === 'string' ? (WORDS[choice.type] ?? '') : '';
  });
  return [...new Set(labels.filter((label) => label !== ''))].join(' or ');
}

const WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  boolean: 'true or false',
  array: 'list',
  object: 'settings',
  null: 'null',
};

function rangeLabel({ minimum, maximum }: SchemaNode): string {
  if (minimum === undefined || maximum === undefined || maximum >= 1e9) return 'number';
  return `number ${minimum.toLocaleString('en')} to ${maximum.toLocaleString('en')}`;
}

function choicesOf(node: SchemaNode): SchemaNode[] {
  return node.anyOf === undefined ? [node] : [...(hasOwnContent(node) ? [node] : []), ...node.anyOf.flatMap(choicesOf)];
}

function hasOwnContent(node: SchemaNode): boolean {
  return node.properties !== undefined || node.enum !== undefined;
}

function additionalOf(node: SchemaNode): SchemaNode | null {
  return typeof node.additionalProperties === 'object' ? node.additionalProperties : null;
}
