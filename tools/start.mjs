// `npm start`: sets up what is missing, builds what changed, then runs the gateway until it is told to stop.
// Plain JavaScript without packages: it runs on the host's Node (20 or newer) before anything is installed.
import { spawn } from 'node:child_process';
import { ensureBuilt } from './setup/build.mjs';
import { ensureInstalled } from './setup/install.mjs';
import { onOrphaned } from './setup/orphan.mjs';
import { envFileOption, productEnv, productNode, ROOT } from './setup/paths.mjs';

/** A terminal and npm may both deliver the same Ctrl-C; a second one within this time is the same wish. */
const SAME_WISH_MS = 700;

async function main() {
  await ensureInstalled();
  if (process.argv.includes('--dev')) {
    process.exitCode = await supervise(['tools/dev.mjs']);
    return;
  }
  await ensureBuilt();
  const app = process.argv.includes('--worker') ? 'worker' : 'gateway';
  process.exitCode = await supervise([...envFileOption(), '--enable-source-maps', `apps/${app}/dist/main.js`]);
}

/**
 * Runs a program in its own process group, so that Ctrl-C reaches it once and through us. The channel between the two
 * tells the child when this process is gone, whatever killed it. Resolves with the exit code.
 */
function supervise(args) {
  return new Promise((resolve) => {
    const child = spawn(productNode(), args, {
      cwd: ROOT,
      env: productEnv(),
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      detached: process.platform !== 'win32',
    });
    let lastSignalAt = 0;
    const forward = (signal) => {
      const now = Date.now();
      if (now - lastSignalAt < SAME_WISH_MS) return;
      lastSignalAt = now;
      child.kill(signal);
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => forward(signal));
    onOrphaned(() => forward('SIGTERM'));
    child.once('error', (error) => {
      console.error(error.message);
      resolve(1);
    });
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

main().catch((error) => {
  console.error(`\n${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
});
