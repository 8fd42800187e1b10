// `npm run generate`: writes the documents that are made from code. `--check` fails when one is out of date.
// Runs on the product's Node: the sources are TypeScript.
import { productEnv, productNode } from './setup/paths.mjs';
import { run } from './setup/run.mjs';

const args = [
  '--disable-warning=ExperimentalWarning',
  '--conditions=@lco/source',
  'tools/generate/main.ts',
  ...process.argv.slice(2),
];
process.exitCode = await run(productNode(), args, { env: productEnv() });
