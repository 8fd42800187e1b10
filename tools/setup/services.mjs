import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { capture, step } from './run.mjs';

/** Programs that some tests need, and the Debian package that brings each. */
const SERVICES = [
  { programs: ['redis-server'], aptPackage: 'redis-server', neededFor: 'tests of the distributed mode' },
  {
    programs: ['chromium', 'chromium-browser', 'google-chrome'],
    aptPackage: 'chromium',
    neededFor: 'tests of the pages',
  },
];

/**
 * Looks for the servers and the browser that tests need; installs what is missing where this machine's package manager
 * allows it. Resolves with one sentence for each that stays missing: their tests skip by name.
 */
export async function ensureServices() {
  const missing = SERVICES.filter(({ programs }) => findProgram(programs) === null);
  if (missing.length === 0) return [];
  if (canInstall()) {
    const packages = missing.map(({ aptPackage }) => aptPackage);
    await step(`Installing ${packages.join(' and ')} for the tests`, async () => {
      const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
      await capture('apt-get', ['update'], { env });
      await capture('apt-get', ['install', '-y', '--no-install-recommends', ...packages], { env });
    });
  }
  return SERVICES.filter(({ programs }) => findProgram(programs) === null).map(
    ({ programs, neededFor }) => `${programs[0]} is not installed: ${neededFor} are skipped.`,
  );
}

/** Full path of the first program that the PATH has; null when it has none. */
export function findProgram(names) {
  for (const name of names) {
    for (const folder of (process.env.PATH ?? '').split(delimiter)) {
      if (folder !== '' && existsSync(join(folder, name))) return join(folder, name);
    }
  }
  return null;
}

function canInstall() {
  return process.platform === 'linux' && process.getuid?.() === 0 && findProgram(['apt-get']) !== null;
}
