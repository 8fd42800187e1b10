import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { productEnv, productNode, ROOT } from './paths.mjs';
import { capture } from './run.mjs';

const BIN = 'node_modules/.bin';

/** Every check: its name as a guarantee, and the command that proves it. */
function checks() {
  const projects = ['apps', 'libs'].flatMap((area) => readdirSync(join(ROOT, area)).map((name) => `${area}/${name}`));
  return [
    { name: 'the database client is generated', command: 'node', args: ['tools/prisma-generate.mjs'] },
    { name: 'format and lint rules hold', command: `${BIN}/biome`, args: ['check', '--error-on-warnings', '.'] },
    {
      name: 'module boundaries hold',
      command: 'node',
      args: [
        'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs',
        '--config',
        'tools/boundaries.cjs',
        'apps',
        'libs',
      ],
    },
    {
      name: 'the lock file is complete for all platforms and names no address',
      command: 'node',
      args: ['tools/complete-lock.mjs', '--check'],
    },
    { name: 'generated documents are up to date', command: 'node', args: ['tools/generate.mjs', '--check'] },
    { name: 'tools type-check', command: `${BIN}/tsc`, args: ['-p', 'tools/tsconfig.json'] },
    ...projects.map((project) => ({
      name: `${project} type-checks`,
      command: `${BIN}/tsc`,
      args: ['--noEmit', '-p', `${project}/tsconfig.json`],
    })),
  ];
}

/** Runs all checks, two at a time. Resolves with how many passed and failed. */
export async function checkAll() {
  const [first, ...rest] = checks();
  const results = [await runCheck(first)];
  const waiting = [...rest];
  const lane = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) results.push(await runCheck(next));
  };
  await Promise.all([lane(), lane()]);
  const failed = results.filter((isPassed) => !isPassed).length;
  return { passed: results.length - failed, failed };
}

async function runCheck({ name, command, args }) {
  const { code, output } = await capture(command === 'node' ? productNode() : command, args, { env: productEnv() });
  console.log(`  ${code === 0 ? '✓' : '✗'} ${name}`);
  if (code !== 0) console.log(output.trim().split('\n').slice(-60).join('\n'));
  return code === 0;
}
