import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const depcruise = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
const planted: string[] = [];

/** Plants a source file, checks the tree's boundaries and returns what the check printed; '' = no violation. */
function violationsWith(path: string, source: string): Promise<string> {
  const file = join(root, path);
  planted.push(file);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, source);
  return new Promise((resolveOutput) => {
    execFile(
      process.execPath,
      [depcruise, '--config', 'tools/boundaries.cjs', '--output-type', 'err', path],
      { cwd: root },
      (error, stdout, stderr) => resolveOutput(error === null ? '' : stdout + stderr),
    );
  });
}

afterEach(() => {
  for (const file of planted.splice(0)) rmSync(file, { force: true });
});

describe('module boundaries', () => {
  it.each([
    {
      name: 'refuses a domain library that imports an adapter',
      path: 'libs/pricing/src/planted-boundary-a.ts',
      source: `import '@llm-cost-optimizer/runtime';\n`,
      rule: 'domain-imports-contracts-and-domain',
    },
    {
      name: 'refuses a Node module in the domain',
      path: 'libs/routing/src/planted-boundary-b.ts',
      source: `import { readFileSync } from 'node:fs';\nexport const read = readFileSync;\n`,
      rule: 'domain-has-no-node-modules',
    },
    {
      name: 'refuses an adapter that imports another adapter',
      path: 'libs/providers/src/planted-boundary-c.ts',
      source: `import '@llm-cost-optimizer/persistence';\n`,
      rule: 'adapters-do-not-meet',
    },
    {
      name: 'refuses the dashboard importing Node code',
      path: 'apps/dashboard/src/planted-boundary-d.ts',
      source: `import '@llm-cost-optimizer/config';\n`,
      rule: 'browser-imports-browser-code',
    },
    {
      name: 'refuses a relative path into another project',
      path: 'apps/cli/src/planted-boundary-e.ts',
      source: `import '../../../libs/pricing/src/index.ts';\n`,
      rule: 'no-relative-path-across-projects',
    },
    {
      name: 'refuses a package other than zod in the contracts',
      path: 'libs/contracts/src/planted-boundary-f.ts',
      source: `import 'yaml';\n`,
      rule: 'contracts-import-only-zod',
    },
    {
      name: 'refuses Redis outside the runtime library',
      path: 'apps/gateway/src/planted-boundary-g.ts',
      source: `import 'ioredis';\n`,
      rule: 'only-runtime-knows-redis-and-bullmq',
    },
    {
      name: 'refuses test helpers in the product',
      path: 'libs/runtime/src/planted-boundary-h.ts',
      source: `import '@llm-cost-optimizer/testing';\n`,
      rule: 'testing-is-for-specs',
    },
  ])('$name', async ({ path, source, rule }) => {
    expect(await violationsWith(path, source)).toContain(rule);
  });

  it('lets a library import what its tag allows', async () => {
    const source = `export { ZERO } from '@llm-cost-optimizer/pricing';\n`;
    expect(await violationsWith('libs/routing/src/planted-boundary-ok.ts', source)).toBe('');
  });
});
