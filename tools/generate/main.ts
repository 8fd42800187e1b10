import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { configReferenceMarkdown, envExample } from '@llm-cost-optimizer/config';
import { configJsonSchema } from '@llm-cost-optimizer/contracts';
import { metricsReferenceMarkdown } from '@llm-cost-optimizer/telemetry';
import { errorsMarkdown } from './errors.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** Every file made from code, by its path. */
const DOCUMENTS: Readonly<Record<string, () => string>> = {
  'docs/configuration.md': configReferenceMarkdown,
  'docs/errors.md': errorsMarkdown,
  'docs/metrics.md': metricsReferenceMarkdown,
  'docs/config.schema.json': () => `${JSON.stringify(configJsonSchema(), null, 2)}\n`,
  '.env.example': envExample,
};

function main(): void {
  const isCheck = process.argv.includes('--check');
  const stale = Object.entries(DOCUMENTS).filter(([path, make]) => {
    const wanted = make();
    if (readOrNull(path) === wanted) return false;
    if (!isCheck) {
      mkdirSync(dirname(join(ROOT, path)), { recursive: true });
      writeFileSync(join(ROOT, path), wanted);
    }
    return true;
  });
  for (const [path] of stale)
    console.log(isCheck ? `${path} is out of date: run \`npm run generate\`.` : `wrote ${path}`);
  if (isCheck && stale.length > 0) process.exitCode = 1;
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(join(ROOT, path), 'utf8');
  } catch {
    return null;
  }
}

main();
