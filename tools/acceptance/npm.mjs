import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';

/**
 * The environment of a fresh terminal: without what an `npm run` around us has added, without keys of real providers and
 * without settings of this product.
 */
export function plainEnv({ firstOnPath = null, ...extra } = {}) {
  const kept = Object.entries(process.env).filter(([name]) => {
    if (name === 'npm_config_registry') return true;
    return !/^(npm_|LCO_|NODE_OPTIONS$|PORT$|DATABASE_URL$|REDIS_URL$)|_(API_KEY|BASE_URL)$/.test(name);
  });
  const path = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !folder.includes(join('node_modules', '.bin')) && !folder.includes('node-gyp-bin'));
  if (firstOnPath !== null) path.unshift(firstOnPath);
  return { ...Object.fromEntries(kept), PATH: path.join(delimiter), ...extra };
}

/** Starts npm in a process group of its own, as a terminal does, and collects what it prints. */
export function startNpm(args, { folder, env }) {
  const child = spawn('npm', args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text) => {
      output += text;
    });
  }
  const ended = new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: 127, signal: null, output: `${output}${error.message}` }));
    child.once('close', (code, signal) => resolve({ code, signal, output }));
  });
  return {
    ended,
    output: () => output,
    isRunning: () => child.exitCode === null && child.signalCode === null,
    /** What Ctrl-C in a terminal does: the signal goes to everything that was started there. */
    interrupt: () => process.kill(-child.pid, 'SIGINT'),
    /** Ends it and all it started in its group; for what did not stop when it was asked. */
    kill: () => process.kill(-child.pid, 'SIGKILL'),
  };
}

/** Runs npm to its end. Rejects after `timeoutMs`. */
export async function runNpm(args, { folder, env, timeoutMs }) {
  const npm = startNpm(args, { folder, env });
  return await within(timeoutMs, npm.ended, () => {
    npm.kill();
    return `npm ${args.join(' ')} did not end within ${timeoutMs / 60_000} minutes:\n${npm.output().slice(-4_000)}`;
  });
}

/** What the promise gives, or an error with the text of `onTimeout` when that takes too long. */
export async function within(timeoutMs, promise, onTimeout) {
  let timer;
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(onTimeout())), timeoutMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
