// `npm test`: sets up what is missing, then runs the checks and every test. The last line is the count.
// Plain JavaScript without packages: it runs on the host's Node (20 or newer) before anything is installed.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt } from './setup/build.mjs';
import { checkAll } from './setup/checks.mjs';
import { ensureInstalled } from './setup/install.mjs';
import { productEnv, productNode, ROOT } from './setup/paths.mjs';
import { run } from './setup/run.mjs';
import { ensureServices } from './setup/services.mjs';

const REPORT = join(ROOT, '.build', 'tests.json');

async function main() {
  await ensureInstalled();
  const notices = await ensureServices();
  console.log('\nChecks');
  const checked = await checkAll();
  await ensureBuilt();
  console.log('\nTests');
  const tested = await runTests();
  for (const notice of notices) console.log(notice);
  const passed = checked.passed + tested.passed;
  const failed = checked.failed + tested.failed;
  console.log(tested.skipped > 0 ? `\n${tested.skipped} skipped` : '');
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

/** Runs vitest over all projects and reads its report: a run that broke off counts as a failure. */
async function runTests() {
  mkdirSync(join(ROOT, '.build'), { recursive: true });
  rmSync(REPORT, { force: true });
  const args = [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${REPORT}`,
  ];
  const code = await run(productNode(), args, { env: productEnv() });
  if (!existsSync(REPORT)) return { passed: 0, failed: 1, skipped: 0 };
  const report = JSON.parse(readFileSync(REPORT, 'utf8'));
  const failed = report.numFailedTests + brokenFiles(report);
  return {
    passed: report.numPassedTests,
    // Errors outside of any test (an unhandled rejection, a failed set-up) show in the exit code alone.
    failed: failed === 0 && code !== 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** Test files that failed before any of their tests ran. */
function brokenFiles(report) {
  return report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  ).length;
}

main().catch((error) => {
  console.error(error instanceof Error ? error.message : String(error));
  console.log('\n0 passed, 1 failed');
  process.exitCode = 1;
});
