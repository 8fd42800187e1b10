// Completes package-lock.json for platforms other than the one that wrote it: where a registry does not offer their
// packages, npm leaves them out and `npm ci` of later npm versions refuses the file. `--check` only tells.
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const file = join(resolve(import.meta.dirname, '..'), 'package-lock.json');
const text = readFileSync(file, 'utf8');
const lock = JSON.parse(text);
const packages = lock.packages;

for (const [path, entry] of Object.entries({ ...packages })) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (isPresent(path, name)) continue;
    packages[`node_modules/${name}`] = placeholder(name, version, entry.dev === true || path === '');
  }
}
lock.packages = Object.fromEntries(Object.entries(packages).sort(([one], [other]) => (one < other ? -1 : 1)));
const complete = `${JSON.stringify(lock, null, 2)}\n`;
const problems = [];
if (Object.keys(lock.packages).length !== Object.keys(JSON.parse(text).packages).length) {
  problems.push('package-lock.json lacks packages of other platforms. Run `node tools/complete-lock.mjs`.');
}
if (/"resolved": "https?:/.test(text)) {
  problems.push('package-lock.json names download addresses. Install with the settings of .npmrc.');
}
if (process.argv.includes('--check')) {
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length === 0 ? 0 : 1;
} else {
  writeFileSync(file, complete);
}

/** True when the package stands at the root or beside its parent. */
function isPresent(parent, name) {
  return `node_modules/${name}` in packages || (parent !== '' && `${parent}/node_modules/${name}` in packages);
}

/** Entry of a package that the registry did not offer: version, and the platform read from its name. */
function placeholder(name, version, isDev) {
  const os = /(darwin|linux|win32|freebsd|openbsd|netbsd|android|sunos|aix|openharmony|wasi)/.exec(name)?.[1];
  const cpu = /(arm64|x64|ia32|arm|ppc64|s390x|riscv64|loong64|mips64el|wasm32)/.exec(name)?.[1];
  return {
    version: version.replace(/^[^\d]*/, ''),
    ...(cpu === undefined ? {} : { cpu: [cpu] }),
    ...(isDev ? { dev: true } : {}),
    ...(/musl/.test(name) ? { libc: ['musl'] } : {}),
    optional: true,
    ...(os === undefined ? {} : { os: [os] }),
  };
}
