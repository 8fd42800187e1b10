// `npm run check`: everything that is not a test. Each check is one line; all of them run, also after a failure.
// Called by tools/test.mjs, which counts them. Exit code 1 when one failed.
import { checkAll } from './setup/checks.mjs';
import { ensureInstalled } from './setup/install.mjs';

await ensureInstalled();
const { failed } = await checkAll();
process.exitCode = failed === 0 ? 0 : 1;
