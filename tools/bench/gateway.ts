import type { ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, openSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { childrenOf, moveAside, startNode, stopProcess } from './processes.ts';

const MAIN = join(import.meta.dirname, '../../apps/gateway/dist/main.js');
const ADMIN_TOKEN = 'lco-admin-benchmark-benchmark-benchmark';
const START_LIMIT_MS = 60_000;
const BOOKING_LIMIT_MS = 120_000;

/** Everything that can be switched on is; the budget is large enough never to refuse. */
const CONFIG = 'user:\n  default_preference: balanced\n  monthly_budget: 900000\n';

/** The built product with its own database, in front of our upstream. */
export interface Gateway {
  readonly pid: number;
  readonly port: number;
  /** A virtual key. */
  readonly bearer: string;
  /** Waits until every answered request is a row in the database. */
  booked(): Promise<void>;
  /** Requests in the database, by the product's own figures. */
  bookedRequests(): Promise<number>;
  stop(): Promise<void>;
}

/** Starts the gateway and makes a key. `profileDir` = where Node writes a CPU profile at the end; null = none. */
export async function startGateway(upstreamPort: number, profileDir: string | null): Promise<Gateway> {
  if (!existsSync(MAIN)) throw new Error('The gateway is not built. Build it with: npm run build');
  const dataDir = mkdtempSync(join(tmpdir(), 'lco-bench-'));
  // The database runs as another user when we are root, and has to pass through here.
  chmodSync(dataDir, 0o755);
  const configPath = join(dataDir, 'bench.yaml');
  writeFileSync(configPath, CONFIG);
  const port = await freePort();
  const { DATABASE_URL: _database, REDIS_URL: _redis, ...env } = process.env;
  const log = openSync(join(dataDir, 'gateway.log'), 'w');
  const profiling =
    profileDir === null ? [] : ['--cpu-prof', '--cpu-prof-dir', profileDir, '--cpu-prof-interval', '500'];
  const child = startNode('server', [...profiling, MAIN], {
    stdio: ['ignore', log, log],
    env: {
      ...env,
      PORT: String(port),
      HOST: '127.0.0.1',
      LCO_DATA_DIR: dataDir,
      LCO_CONFIG: configPath,
      LCO_ADMIN_TOKEN: ADMIN_TOKEN,
      LCO_SIMULATE: 'off',
      OPENAI_API_KEY: 'sk-bench',
      OPENAI_BASE_URL: `http://127.0.0.1:${upstreamPort}/v1`,
    },
  });
  const url = `http://127.0.0.1:${port}`;
  await waitFor('the start of the gateway', START_LIMIT_MS, () => isReady(url, child, dataDir));
  const pid = child.pid ?? 0;
  // What is measured is the gateway: its database takes neither its core nor the time of the load, as if it had a machine
  // of its own. Rows that it is behind with wait in the spool, and `booked` waits for them.
  for (const database of childrenOf(pid)) moveAside(database);
  const spoolDir = join(dataDir, 'spool');
  return {
    pid,
    port,
    bearer: await createKey(url),
    // A row leaves the spool when it is known to be in the database. Rows reach the spool within 10 ms.
    booked: async () => {
      await pause(50);
      await waitFor('the ledger', BOOKING_LIMIT_MS, async () => !readdirSync(spoolDir).some(isSegment));
    },
    bookedRequests: async () => {
      const overview = await ask<{ totals: { requests: number } }>(`${url}/api/v1/overview?range=24h`);
      return overview.totals.requests;
    },
    async stop() {
      await stopProcess(child);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function isSegment(name: string): boolean {
  return name.endsWith('.jsonl');
}

async function isReady(url: string, child: ChildProcess, dataDir: string): Promise<boolean> {
  if (child.exitCode !== null) throw new Error(`The gateway did not start; see ${join(dataDir, 'gateway.log')}.`);
  const answer = await fetch(`${url}/health/ready`).catch(() => null);
  return answer?.ok === true;
}

async function createKey(url: string): Promise<string> {
  const key = await ask<{ secret: string }>(`${url}/api/v1/keys`, { name: 'bench' });
  // The key is known to the request path at the next refresh at the latest.
  await pause(3_500);
  return key.secret;
}

/** `T` is the shape of our own admin API. */
async function ask<T>(url: string, body: object | null = null): Promise<T> {
  const headers = { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' };
  const answer = await fetch(
    url,
    body === null ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) },
  );
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as T;
}

async function waitFor(what: string, limitMs: number, isDone: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + limitMs;
  while (!(await isDone())) {
    if (performance.now() > deadline) throw new Error(`Waited ${limitMs / 1_000} s in vain for ${what}.`);
    await pause(20);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen({ host: '127.0.0.1', port: 0 }, () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
