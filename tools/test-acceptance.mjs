// `npm run test:acceptance`: what a newcomer does, from an empty folder, with the host's Node and with the product's.
// Takes minutes: packages are installed twice and all tests run once (not with --without-tests).
// One line per check; the last line is the count.
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { checklist } from './acceptance/checklist.mjs';
import { makeClone } from './acceptance/clone.mjs';
import { useAsNewcomer } from './acceptance/newcomer.mjs';
import { plainEnv, runNpm } from './acceptance/npm.mjs';
import { ROOT } from './setup/paths.mjs';

const HOUR_MS = 3_600_000;
const COUNT = /^\d+ passed, 0 failed$/;

/** The packages bring a Node of their own; put first on the PATH it runs npm and the launcher too. */
const productNode = join(ROOT, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin');

async function main() {
  const { check, counts } = checklist();
  for (const [name, env] of [
    ["the host's Node", plainEnv()],
    ["the product's Node", plainEnv({ firstOnPath: productNode })],
  ]) {
    const clone = await makeClone();
    try {
      await useAsNewcomer({ name, env, folder: clone.folder, check });
      const isLast = env.PATH.startsWith(productNode);
      if (isLast && !process.argv.includes('--without-tests')) {
        await check('`npm test` passes and its last line is the count', async () => {
          const { code, output } = await runNpm(['test'], {
            folder: clone.folder,
            env: plainEnv(),
            timeoutMs: HOUR_MS,
          });
          const last = output.trimEnd().split('\n').at(-1) ?? '';
          if (code !== 0 || !COUNT.test(last)) throw new Error(`exit code ${code}\n${failuresIn(output)}\n${last}`);
          return last;
        });
      }
    } finally {
      clone.remove();
    }
  }
  const { passed, failed } = counts();
  console.log(`\n${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

/** The lines that name what failed: checks by their mark, tests by vitest's word; all of the end when there are none. */
function failuresIn(output) {
  const lines = stripVTControlCharacters(output).split('\n');
  const named = lines.flatMap((line, at) => {
    if (/^\s*✗ /.test(line)) return [line];
    return /^\s*FAIL /.test(line) ? [line, lines[at + 1] ?? ''] : [];
  });
  return named.length > 0 ? named.join('\n') : output.slice(-6_000);
}

await main();
