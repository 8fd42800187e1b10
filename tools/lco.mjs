// `npm run lco -- <command>`: the command line, set up and built when that is still missing.
import { ensureBuilt } from './setup/build.mjs';
import { ensureInstalled } from './setup/install.mjs';
import { envFileOption, productEnv, productNode, ROOT } from './setup/paths.mjs';
import { run } from './setup/run.mjs';

// Standard output belongs to the command, which may be read by a program: set-up reports beside it.
console.log = console.error;

// npm runs scripts in the repository's root and tells in INIT_CWD where the person was: relative paths start there.
const folder = process.cwd() === ROOT ? (process.env.INIT_CWD ?? ROOT) : process.cwd();

try {
  await ensureInstalled();
  await ensureBuilt();
  const args = [...envFileOption(), '--enable-source-maps', 'apps/cli/dist/main.js', ...process.argv.slice(2)];
  process.exitCode = await run(productNode(), args, { env: productEnv({ INIT_CWD: folder }) });
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
