import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as z from 'zod';
import { CliError } from './cli-error.ts';

/** Where the gateway is and how to show that one may ask it. */
export interface Connection {
  /** Origin without trailing slash. */
  readonly url: string;
  /** Admin token; null = none was found. */
  readonly token: string | null;
}

/** Options that every command takes. */
export interface ConnectionOptions {
  readonly url?: string | undefined;
  readonly token?: string | undefined;
  readonly json?: boolean | undefined;
}

export type Environment = Readonly<Record<string, string | undefined>>;

const TIMEOUT_MS = 30_000;

/**
 * Finds address and admin token: options, then LCO_URL and LCO_ADMIN_TOKEN, then what a local gateway left in its data folder,
 * where it runs on whatever port; last the port that the next one would take.
 */
export function findConnection(options: ConnectionOptions, env: Environment): Connection {
  const dataDir = nonEmpty(env.LCO_DATA_DIR) ?? '.lco';
  const port = nonEmpty(env.LCO_PORT) ?? nonEmpty(env.PORT) ?? '8000';
  const url = options.url ?? nonEmpty(env.LCO_URL) ?? readLeft(dataDir, 'address') ?? `http://127.0.0.1:${port}`;
  if (!/^https?:\/\/\S+$/.test(url)) throw new CliError(`--url must be an http:// or https:// address, not "${url}".`);
  const token = options.token ?? nonEmpty(env.LCO_ADMIN_TOKEN) ?? readLeft(dataDir, 'admin-token');
  return { url: url.replace(/\/+$/, ''), token };
}

function nonEmpty(value: string | undefined): string | null {
  return value === undefined || value === '' ? null : value;
}

function readLeft(dataDir: string, name: 'address' | 'admin-token'): string | null {
  try {
    return nonEmpty(readFileSync(join(dataDir, name), 'utf8').trim());
  } catch {
    // No local gateway runs here: the command may still work with --url and --token.
    return null;
  }
}

export interface Call {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly body?: unknown;
  /** Further headers, such as options of a chat request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Longest wait for the answer; default half a minute. */
  readonly timeoutMs?: number;
}

/** Asks the gateway and checks the form of its answer. Throws CliError with one sentence and a remedy. */
export async function ask<T extends z.ZodType>(
  connection: Connection,
  path: string,
  schema: T,
  call: Call = {},
): Promise<z.infer<T>> {
  const answer = await send(connection, path, call);
  const text = await answer.text();
  if (!answer.ok) throw refused(answer.status, text, connection);
  const parsed = schema.safeParse(text === '' ? null : JSON.parse(text));
  if (parsed.success) return parsed.data;
  throw new CliError(
    `The gateway at ${connection.url} answered ${path} in an unknown form. Are both of the same version?`,
  );
}

async function send(connection: Connection, path: string, call: Call): Promise<Response> {
  const { method = 'GET', body, headers = {}, timeoutMs = TIMEOUT_MS } = call;
  try {
    return await fetch(`${connection.url}${path}`, {
      method,
      headers: {
        ...(connection.token === null ? {} : { authorization: `Bearer ${connection.token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch (cause) {
    throw new CliError(
      `No gateway answers at ${connection.url}. Start it with \`npm start\`, or name its address with --url or LCO_URL.`,
      { cause },
    );
  }
}

function refused(status: number, text: string, connection: Connection): CliError {
  if (status === 401) {
    const hint = connection.token === null ? 'No admin token was found' : 'The admin token is not valid';
    return new CliError(
      `${hint}. It stands in <data folder>/admin-token of the gateway; pass it with --token or LCO_ADMIN_TOKEN.`,
    );
  }
  return new CliError(messageOf(text) ?? `The gateway answered ${status}.`);
}

/** The sentence of an error envelope, with the list of problems where one came along; null when it is none. */
function messageOf(text: string): string | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('error' in value)) return null;
    const { error } = value;
    if (typeof error !== 'object' || error === null || !('message' in error)) return null;
    return String(error.message);
  } catch {
    return null;
  }
}
