// Runs a TypeScript tool on the product's Node, which strips types by itself: `node tools/run-ts.mjs tools/demo/main.ts …`.
import { ensureInstalled } from './setup/install.mjs';
import { productEnv, productNode } from './setup/paths.mjs';
import { run } from './setup/run.mjs';

await ensureInstalled();
const [file, ...rest] = process.argv.slice(2);
process.exitCode = await run(
  productNode(),
  ['--disable-warning=ExperimentalWarning', '--conditions=@lco/source', file, ...rest],
  { env: productEnv() },
);
