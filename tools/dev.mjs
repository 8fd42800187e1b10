// `npm run dev`: the product with live reload. The gateway is rebuilt and started again on each change; the pages come from
// vite with hot reload at the address it prints, which passes API calls on to the gateway.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { ensureBuilt } from './setup/build.mjs';
import { envFileOption, productEnv, productNode, ROOT } from './setup/paths.mjs';

await ensureBuilt();
const env = productEnv();
let gateway = null;
let isStopping = false;

/** Starts the gateway; a change before it has stopped waits for that. */
function startGateway() {
  gateway = spawn(productNode(), [...envFileOption(), '--enable-source-maps', 'apps/gateway/dist/main.js'], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return gateway;
}

async function restartGateway() {
  const old = gateway;
  if (old !== null && old.exitCode === null) {
    const ended = new Promise((resolve) => old.once('exit', resolve));
    old.kill('SIGTERM');
    await ended;
  }
  if (!isStopping) startGateway();
}

let restarting = Promise.resolve();
let isFirst = true;
const builder = spawn(productNode(), ['../../tools/build.mjs', '--watch'], {
  cwd: `${ROOT}/apps/gateway`,
  env,
  stdio: ['ignore', 'pipe', 'inherit'],
});
createInterface({ input: builder.stdout }).on('line', (line) => {
  const news = JSON.parse(line);
  if (!news.built) {
    console.error(`\nThe build failed, the old gateway goes on: ${news.message}`);
    return;
  }
  if (!isFirst) console.log(`\nBuilt in ${news.ms} ms, starting again.`);
  isFirst = false;
  restarting = restarting.then(restartGateway);
});
const pages = spawn(productNode(), ['../../node_modules/vite/bin/vite.js'], {
  cwd: `${ROOT}/apps/dashboard`,
  env,
  stdio: ['ignore', 'inherit', 'inherit'],
});

async function stop() {
  if (isStopping) return;
  isStopping = true;
  builder.kill('SIGTERM');
  pages.kill('SIGTERM');
  await restarting;
  if (gateway !== null && gateway.exitCode === null) {
    const ended = new Promise((resolve) => gateway.once('exit', resolve));
    gateway.kill('SIGTERM');
    await ended;
  }
  process.exit(0);
}
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, stop);
process.on('disconnect', stop);
