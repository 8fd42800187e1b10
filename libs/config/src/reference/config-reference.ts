import { configSchema } from '@llm-cost-optimizer/contracts';
import * as z from 'zod';
import { unwrap } from '../file/known-settings.ts';

const EXAMPLE = [
  '```yaml',
  'user:',
  '  default_preference: balanced',
  '  monthly_budget: 500',
  'api_keys:',
  '  openai: ${OPENAI_API_KEY}',
  'routing_rules:',
  '  cost_mode:',
  '    low_complexity: gpt-6-luna                                # a model,',
  '    medium_complexity: [openai/gpt-oss-120b, claude-haiku-5-5] # or a first choice and its fallbacks',
  '```',
  '',
  'Names of retired models, such as `gpt-3.5-turbo` or `claude-haiku`, mean the successors of today; a warning says which.',
];

/** Reference of the configuration file in Markdown, made from its schema. */
export function configReferenceMarkdown(): string {
  return [
    '# Configuration',
    '',
    'The file is `config.yaml` in the folder of the product, or what `LCO_CONFIG` names; one that is made while the gateway',
    'runs is found, too. Check it with `npm run lco -- config check config.yaml`. Environment variables win over it.',
    '',
    ...EXAMPLE,
    '',
    'The file is YAML. Every setting is optional; an unknown one is an error. `${NAME}` reads an environment variable,',
    '`${NAME:-default}` has a default. Changes are taken over without a restart; a file with mistakes is refused and the',
    'configuration in force stays. What was taken over is kept in the database: it stays in force when the file is deleted,',
    'until another version is published or an older one is rolled back to (`npm run lco -- config versions`).',
    '',
    '| setting | type | meaning |',
    '| --- | --- | --- |',
    ...groupRows(configSchema, '', new Map()),
    '',
  ].join('\n');
}

/** Groups that stand in several places are listed at the first one; `seen` remembers where. */
type Seen = Map<z.core.$ZodType, string>;

function groupRows(group: z.ZodObject, prefix: string, seen: Seen): string[] {
  const named = Object.entries(group.shape).flatMap(([key, raw]) => {
    const path = prefix === '' ? key : `${prefix}.${key}`;
    return settingRows(raw, path, seen);
  });
  const others = group.def.catchall;
  return others instanceof z.ZodObject ? [...named, ...settingRows(others, `${prefix}.<id>`, seen)] : named;
}

function settingRows(raw: z.core.$ZodType, path: string, seen: Seen): string[] {
  const inner = unwrap(raw);
  const group = groupIn(inner);
  const meaning = descriptionOf(raw) ?? descriptionOf(inner) ?? '-';
  const first = group === null ? undefined : seen.get(group);
  const text = first === undefined ? meaning : `${meaning} As \`${first}\`.`;
  const row = `| \`${path}\` | ${typeOf(inner)} | ${cell(text)} |`;
  if (group === null || first !== undefined) return [row];
  const below = inner === group ? path : `${path}[]`;
  seen.set(group, below);
  return [row, ...groupRows(group, below, seen)];
}

/** The group that a setting is, or that its list consists of; null = plain values. */
function groupIn(schema: z.core.$ZodType): z.ZodObject | null {
  if (schema instanceof z.ZodObject) return schema;
  if (schema instanceof z.ZodArray) return groupIn(unwrap(schema.element));
  if (!(schema instanceof z.ZodUnion)) return null;
  const groups = schema.options.filter((one) => one instanceof z.ZodObject);
  return groups[0] ?? null;
}

function typeOf(schema: z.core.$ZodType): string {
  if (schema instanceof z.ZodObject) return 'group';
  if (schema instanceof z.ZodRecord) return 'names and values';
  if (schema instanceof z.ZodEnum) return schema.options.map((one) => `\`${one}\``).join(', ');
  if (schema instanceof z.ZodLiteral) return [...schema.values].map((one) => `\`${one}\``).join(', ');
  if (schema instanceof z.ZodBoolean) return 'true or false';
  if (schema instanceof z.ZodNumber) return rangeOf(schema);
  if (schema instanceof z.ZodArray) return 'list';
  if (schema instanceof z.ZodUnion) return 'name or list';
  return 'text';
}

function rangeOf(schema: z.ZodNumber): string {
  const kind = schema.isInt ? 'whole number' : 'number';
  return `${kind}, ${schema.minValue ?? 0} to ${schema.maxValue ?? 'any'}`;
}

function descriptionOf(schema: z.core.$ZodType): string | undefined {
  return schema instanceof z.ZodType ? schema.description : undefined;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
