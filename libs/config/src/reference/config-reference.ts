import { configSchema } from '@llm-cost-optimizer/contracts';
import * as z from 'zod';
import { unwrap } from '../file/known-settings.ts';

/** Reference of the configuration file in Markdown, made from its schema. */
export function configReferenceMarkdown(): string {
  return [
    '# Configuration',
    '',
    'The file is YAML. Every setting is optional; an unknown one is an error. `${NAME}` reads an environment variable,',
    '`${NAME:-default}` has a default. Changes are taken over without a restart; a file with mistakes is refused and the',
    'configuration in force stays.',
    '',
    '| setting | type | meaning |',
    '| --- | --- | --- |',
    ...rowsOf(configSchema, ''),
    '',
  ].join('\n');
}

function rowsOf(schema: z.ZodObject, prefix: string): string[] {
  return Object.entries(schema.shape).flatMap(([key, raw]) => {
    const inner = unwrap(raw);
    const path = prefix === '' ? key : `${prefix}.${key}`;
    const row = `| \`${path}\` | ${typeOf(inner)} | ${cell(descriptionOf(raw) ?? descriptionOf(inner) ?? '-')} |`;
    return inner instanceof z.ZodObject ? [row, ...rowsOf(inner, path)] : [row];
  });
}

function typeOf(schema: z.core.$ZodType): string {
  if (schema instanceof z.ZodObject) return 'group';
  if (schema instanceof z.ZodRecord) return 'names and models';
  if (schema instanceof z.ZodEnum) return schema.options.map((one) => `\`${one}\``).join(', ');
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
