import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { embeddedDatabaseUrl, makeDataFolder, removeDataFolder } from './data-folder.ts';
import { eventually } from './eventually.ts';
import { Program, type ProgramEnd } from './program.ts';

export interface GatewayOptions {
  /** Kept over starts when given; else a temporary one that `remove` takes away. */
  readonly dataDir?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Simulated providers outside of the gateway, addressed like the real ones. */
  readonly providersUrl?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // Answers are read field by field in assertions; a schema for each would test the test.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  readonly json: any;
}

const BOOKED_WITHIN_MS = 60_000;

/** The built gateway as a process of its own, on a free port of loopback. */
export class Gateway {
  readonly program: Program;
  readonly dataDir: string;
  readonly url: string;
  readonly signInUrl: string;
  readonly adminToken: string;
  private readonly databaseUrl: string | null;

  private constructor(parts: { program: Program; dataDir: string; url: string; signInUrl: string; env: Env }) {
    this.program = parts.program;
    this.dataDir = parts.dataDir;
    this.url = parts.url;
    this.signInUrl = parts.signInUrl;
    this.adminToken = parts.env.LCO_ADMIN_TOKEN ?? readFileSync(join(parts.dataDir, 'admin-token'), 'utf8').trim();
    this.databaseUrl = parts.env.DATABASE_URL ?? null;
  }

  /** Starts it and waits for its banner. Rejects with its output when it does not start. */
  static async start(options: GatewayOptions = {}): Promise<Gateway> {
    const dataDir = options.dataDir ?? makeDataFolder();
    const env = environment(dataDir, options);
    const program = new Program({ script: 'apps/gateway/dist/main.js', cwd: dataDir, env });
    const [, url = ''] = await program.printed(/Dashboard {3}(http\S+)/);
    const [, signInUrl = ''] = await program.printed(/Sign in {5}(http\S+)/);
    await program.printed(/Stop with Ctrl-C/);
    return new Gateway({ program, dataDir, url, signInUrl, env });
  }

  /** Starts one that is expected to give up; resolves with how it ended and what it said. */
  static async startInVain(options: GatewayOptions): Promise<ProgramEnd & { output: string }> {
    const dataDir = options.dataDir ?? makeDataFolder();
    const env = environment(dataDir, options);
    const program = new Program({ script: 'apps/gateway/dist/main.js', cwd: dataDir, env });
    const end = await program.ended();
    return { ...end, output: program.output };
  }

  /** Address of its database while it runs. */
  get database(): string {
    return this.databaseUrl ?? embeddedDatabaseUrl(this.dataDir);
  }

  /** Calls it with the admin token, or with the headers given. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer> {
    return send(this.url + path, method, body, headers ?? { authorization: `Bearer ${this.adminToken}` });
  }

  chat(body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return send(`${this.url}/v1/chat/completions`, 'POST', body, headers);
  }

  /** Resolves when every settled request is in the database. After a killed worker the queue gives its jobs away in 20 s. */
  async booked(): Promise<void> {
    const read = async () => {
      const { json } = await this.call('GET', '/api/v1/status');
      return json.ledger.pendingRows === 0 ? true : null;
    };
    await eventually('all rows are in the database', read, BOOKED_WITHIN_MS);
  }

  stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<ProgramEnd> {
    return this.program.stop(signal);
  }

  /** Stops it and removes its data folder. */
  async remove(): Promise<void> {
    await this.stop();
    await removeDataFolder(this.dataDir);
  }
}

type Env = Readonly<Record<string, string>>;

function environment(dataDir: string, { env = {}, providersUrl }: GatewayOptions): Env {
  const providers: Env =
    providersUrl === undefined
      ? { LCO_SIMULATOR_SPEED: 'instant' }
      : {
          OPENAI_API_KEY: 'key-of-the-tests',
          OPENAI_BASE_URL: `${providersUrl}/openai/v1`,
          ANTHROPIC_API_KEY: 'key-of-the-tests',
          ANTHROPIC_BASE_URL: `${providersUrl}/anthropic`,
          GROQ_API_KEY: 'key-of-the-tests',
          GROQ_BASE_URL: `${providersUrl}/groq/openai/v1`,
        };
  return { LCO_DATA_DIR: dataDir, LCO_PORT: '0', ...providers, ...env };
}

async function send(url: string, method: string, body: unknown, headers: Record<string, string>): Promise<Answer> {
  const init: RequestInit =
    body === undefined
      ? { method, headers }
      : { method, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
  const response = await fetch(url, init);
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('application/json') === true;
  return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : null };
}
