// `npm run test:endurance`: 20,000 requests with faults and leaving clients, and the same with servers killed in turn, against the
// built product. Takes about half an hour; LCO_ENDURANCE_REQUESTS=2000 makes it short.
import { ensureBuilt } from './setup/build.mjs';
import { ensureInstalled } from './setup/install.mjs';
import { productEnv, productNode } from './setup/paths.mjs';
import { run } from './setup/run.mjs';
import { ensureServices } from './setup/services.mjs';

try {
  await ensureInstalled();
  for (const notice of await ensureServices()) console.log(notice);
  await ensureBuilt();
  const args = [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--root',
    'apps/gateway/test/endurance',
    ...process.argv.slice(2),
  ];
  process.exitCode = await run(productNode(), args, { env: productEnv() });
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
