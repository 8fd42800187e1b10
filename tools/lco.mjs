// `npm run lco -- <command>`: the command line, set up and built when that is still missing.
import { ensureBuilt } from './setup/build.mjs';
import { ensureInstalled } from './setup/install.mjs';
import { envFileOption, productEnv, productNode } from './setup/paths.mjs';
import { run } from './setup/run.mjs';

try {
  await ensureInstalled();
  await ensureBuilt();
  const args = [...envFileOption(), '--enable-source-maps', 'apps/cli/dist/main.js', ...process.argv.slice(2)];
  process.exitCode = await run(productNode(), args, { env: productEnv() });
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
