import { ALL_DEFINITIONS, type MetricDefinition } from './definitions.ts';

/** Table of all metrics in Markdown, made from the definitions. */
export function metricsReferenceMarkdown(): string {
  const rows = ALL_DEFINITIONS.map(row);
  return [
    '# Metrics',
    '',
    '`GET /metrics` answers in the Prometheus text format. No label holds a key, a user or a prompt; label values beyond',
    'the bound of a metric are counted as `other`.',
    '',
    '| metric | type | labels | meaning |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

function row({ name, type, labels, help }: MetricDefinition): string {
  const shown = labels.length === 0 ? '-' : labels.map((label) => `\`${label}\``).join(', ');
  return `| \`${name}\` | ${type} | ${shown} | ${help} |`;
}
