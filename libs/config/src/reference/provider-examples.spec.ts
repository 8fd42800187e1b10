import { existsSync, readFileSync } from 'node:fs';
import { createCatalogue } from '@llm-cost-optimizer/pricing';
import { describe, expect, it } from 'vitest';
import { resolveConfig } from '../resolve/resolve-config.ts';

const DOCUMENT = new URL('../../../../docs/providers.md', import.meta.url);
const text = existsSync(DOCUMENT) ? readFileSync(DOCUMENT, 'utf8') : '';
const examples = [...text.matchAll(/## (?<title>[^\n]+)\n(?:(?!\n## ).)*?/gs)].flatMap(({ groups, index }) => {
  const section = text.slice(index).split(/\n## /)[0] ?? '';
  const blocks = [...section.matchAll(/```yaml\n([\s\S]*?)```/g)];
  return blocks.map(([, yaml = ''], at) => ({ name: `${groups?.title ?? ''}, ${at + 1}`, yaml }));
});

/** Every variable that an example names is set. */
const env: Record<string, string> = Object.fromEntries(
  [...text.matchAll(/\$\{([A-Z_]+)\}/g)].map(([, name = '']) => [name, `value-of-${name}`]),
);

describe.skipIf(text === '')('the examples of docs/providers.md', () => {
  it('are there', () => {
    expect(examples.length).toBeGreaterThanOrEqual(10);
  });

  it.each(examples)('are valid without a warning: $name', ({ yaml }) => {
    const { config, problems } = resolveConfig({
      yaml,
      version: 1,
      env,
      catalogue: createCatalogue(),
      simulatorUrl: null,
      simulate: 'off',
      localModels: [],
      now: Date.parse('2026-11-24'),
    });
    expect(problems).toEqual([]);
    expect(config?.providers.length).toBeGreaterThan(0);
  });
});
