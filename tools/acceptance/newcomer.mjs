import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import OpenAI from 'openai';
import { capture } from '../setup/run.mjs';
import { startNpm, within } from './npm.mjs';

const FIRST_START_MS = 15 * 60_000;
const SECOND_START_MS = 60_000;
const STOP_MS = 45_000;

/** Two starts in a fresh clone, each with a chat and a stop by Ctrl-C. `check` runs and counts each step. */
export async function useAsNewcomer({ name, env, folder, check }) {
  console.log(`\nWith ${name} (${await versionOf(env)})`);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const start = () => startNpm(['start'], { folder, env: { ...env, PORT: String(port) } });
  let npm = start();
  try {
    const isUp = await check('`npm start` in an empty clone gets ready', () => waitReady(npm, url, FIRST_START_MS));
    if (!isUp) return;
    await useOnce({ url, check });
    await check('it prints where the dashboard is, and the dashboard is there', () => openDashboard(npm, url));
    await check('Ctrl-C stops all of it, the database too', () => stopByInterrupt(npm, { folder, url }));
    npm = start();
    await check('a second start needs no installation and no build', async () => {
      await waitReady(npm, url, SECOND_START_MS);
      if (/Installing|Building/.test(npm.output())) throw new Error(npm.output());
    });
    await check('it still knows what was asked before', () => knowsEarlierRequests(folder, url));
    await check('Ctrl-C stops it again', () => stopByInterrupt(npm, { folder, url }));
  } finally {
    if (npm.isRunning()) npm.kill();
  }
}

async function useOnce({ url, check }) {
  const client = new OpenAI({ apiKey: 'anything', baseURL: `${url}/v1` });
  const messages = [{ role: 'user', content: 'Say hello.' }];
  await check('the official client chats', async () => {
    const answer = await client.chat.completions.create({ model: 'gpt-4', messages });
    if ((answer.choices[0]?.message.content ?? '') === '') throw new Error(JSON.stringify(answer));
    return answer.model;
  });
  await check('the official client streams', async () => {
    let text = '';
    const stream = await client.chat.completions.create({ model: 'auto', messages, stream: true });
    for await (const { choices } of stream) text += choices[0]?.delta.content ?? '';
    if (text === '') throw new Error('The stream was empty.');
    return `${text.length} characters`;
  });
}

async function waitReady(npm, url, timeoutMs) {
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline) {
    if (!npm.isRunning()) throw new Error(`npm start ended:\n${npm.output().slice(-4_000)}`);
    const response = await fetch(`${url}/health/ready`).catch(() => null);
    if (response?.status === 200) return;
    await pause(200);
  }
  throw new Error(`Not ready within ${timeoutMs / 1_000} s:\n${npm.output().slice(-4_000)}`);
}

async function openDashboard(npm, url) {
  if (!npm.output().includes(`Dashboard   ${url}`)) throw new Error(npm.output());
  const page = await fetch(url);
  if (page.status !== 200 || !(await page.text()).includes('id="root"')) throw new Error(`status ${page.status}`);
}

async function stopByInterrupt(npm, { folder, url }) {
  npm.interrupt();
  const { code, signal, output } = await within(STOP_MS, npm.ended, () => `It did not stop:\n${npm.output()}`);
  // A shell between npm and us may report the signal itself; both mean that it was asked to stop.
  if (code !== 0 && code !== 130 && signal !== 'SIGINT') throw new Error(`exit code ${code}\n${output.slice(-4_000)}`);
  if (!output.includes('Stopped.')) throw new Error(`It did not say that it has stopped:\n${output.slice(-2_000)}`);
  const isAnswering = await fetch(`${url}/health/live`).then(
    () => true,
    () => false,
  );
  if (isAnswering) throw new Error('Something still answers on its port.');
  if (existsSync(join(folder, '.lco', 'postgres', 'postmaster.pid'))) throw new Error('The database still runs.');
}

async function knowsEarlierRequests(folder, url) {
  const token = readFileSync(join(folder, '.lco', 'admin-token'), 'utf8').trim();
  const headers = { authorization: `Bearer ${token}` };
  const { totals } = await (await fetch(`${url}/api/v1/overview?range=24h`, { headers })).json();
  if (totals.requests !== 2) throw new Error(`${totals.requests} requests instead of 2`);
  return `${totals.savedUsd} USD saved`;
}

async function versionOf(env) {
  const { output } = await capture('node', ['--version'], { env });
  return output.trim();
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
