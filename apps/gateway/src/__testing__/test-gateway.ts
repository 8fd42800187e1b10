import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Environment, readProcessSettings } from '@llm-cost-optimizer/config';
import { createSimulator } from '@llm-cost-optimizer/simulator';
import { createLogger } from '@llm-cost-optimizer/telemetry';
import { QUIET } from '../boot/progress.ts';
import type { SimulatorHost } from '../boot/simulator-host.ts';
import { type RunningGateway, startGateway } from '../boot/start-gateway.ts';

export interface TestGateway {
  readonly gateway: RunningGateway;
  readonly dataDir: string;
  /** Lines the gateway has logged. */
  readonly log: string[];
  /** Calls the admin API with the admin token, or with the headers given. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<TestAnswer>;
  /** Sends a chat request and gives the answer. */
  chat(body: Record<string, unknown>, headers?: Record<string, string>): Promise<TestAnswer>;
  stop(): Promise<void>;
}

export interface TestAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // Answers are read field by field in assertions; a schema for each would test the test.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  readonly json: any;
}

/**
 * A new folder that the database may enter: as root it runs under another user, and a folder closed to that one would
 * send its files to the system's folder, where nobody removes them.
 */
export async function temporaryFolder(prefix: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), prefix));
  await chmod(folder, 0o755);
  return folder;
}

/** Starts a whole gateway on free ports with a temporary data folder and simulated providers in this process. */
export async function startTestGateway(env: Environment = {}, keep: { dataDir?: string } = {}): Promise<TestGateway> {
  const dataDir = keep.dataDir ?? (await temporaryFolder('lco-gateway-'));
  const log: string[] = [];
  const settings = readProcessSettings(
    { LCO_DATA_DIR: dataDir, LCO_PORT: '0', LCO_CONFIG: '', ...env },
    { cwd: dataDir },
  );
  const gateway = await startGateway({
    settings,
    env,
    logger: createLogger({ level: 'info', stream: { write: (line: string) => void log.push(line) } }),
    progress: QUIET,
    simulator: createInProcessSimulator(),
    dashboardDir: join(dataDir, 'no-dashboard'),
  });
  const send = async (method: string, path: string, body: unknown, headers: Record<string, string>) => {
    const init =
      body === undefined
        ? { method, headers }
        : { method, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
    return readAnswer(await fetch(gateway.url + path, init));
  };
  return {
    gateway,
    dataDir,
    log,
    call: (method, path, body, headers = { authorization: `Bearer ${gateway.adminToken}` }) =>
      send(method, path, body, headers),
    chat: (body, headers = {}) => send('POST', '/v1/chat/completions', body, headers),
    async stop() {
      await gateway.stop();
      if (keep.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Asks again until `read` gives something; for what arrives over queue and database. Fails after half a minute, which only a busy machine needs. */
export async function eventually<T>(read: () => Promise<T | null>): Promise<T> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const value = await read();
    if (value !== null) return value;
    if (Date.now() > deadline) throw new Error('It did not happen within half a minute.');
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

async function readAnswer(response: Response): Promise<TestAnswer> {
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('application/json') === true;
  return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : null };
}

function createInProcessSimulator(): SimulatorHost {
  const simulator = createSimulator({ speed: 'instant' });
  let url: string | null = null;
  let starting: Promise<string> | null = null;
  return {
    get url() {
      return url;
    },
    ensure() {
      starting ??= simulator.start().then((address) => {
        url = address.url;
        return address.url;
      });
      return starting;
    },
    stop: () => simulator.stop(),
  };
}
