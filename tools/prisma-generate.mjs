// Writes libs/persistence/src/generated: the Prisma client, and the committed migrations as one TypeScript module, so
// that a bundled gateway carries its migrations with it and needs no folder beside it.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const generated = join(root, 'libs/persistence/src/generated');
const migrationsDir = join(root, 'prisma/migrations');

generateClient();
writeMigrations();

function generateClient() {
  const cli = createRequire(join(root, 'package.json')).resolve('prisma/build/index.js');
  // Prisma looks for its native schema engine, which it would fetch from the internet, although `generate` does not
  // run it. Any file that can be executed satisfies the look-up. `migrate` and `db push` must never run like this.
  const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: '1', NO_COLOR: '1' };
  const result = spawnSync(process.execPath, [cli, 'generate'], { cwd: root, env, encoding: 'utf8' });
  if (result.status === 0) return;
  process.stderr.write(`${result.stdout}\n${result.stderr}\nThe Prisma client could not be generated.\n`);
  process.exit(1);
}

function writeMigrations() {
  const names = readdirSync(migrationsDir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(migrationsDir, entry.name, 'migration.sql')))
    .map((entry) => entry.name)
    .sort();
  const items = names.map((name) => {
    const sql = readFileSync(join(migrationsDir, name, 'migration.sql'), 'utf8').replaceAll('\r\n', '\n');
    return `  { name: ${JSON.stringify(name)}, sql: ${JSON.stringify(sql)} },\n`;
  });
  mkdirSync(generated, { recursive: true });
  writeFileSync(
    join(generated, 'migrations.ts'),
    '// Written by tools/prisma-generate.mjs from prisma/migrations. Do not edit.\n' +
      `export const MIGRATIONS: readonly { readonly name: string; readonly sql: string }[] = [\n${items.join('')}];\n`,
  );
}
