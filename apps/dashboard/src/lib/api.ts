import { type Session, sessionSchema } from '@llm-cost-optimizer/contracts';
import * as z from 'zod';

/** Why a call to the gateway failed. `message` is fit to be shown. */
export class ApiError extends Error {
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  /** The gateway's error code, or `network`, `unexpected_answer`. */
  readonly code: string;
  /** The field that is at fault, when the gateway named one. */
  readonly param: string | null;
  /** For support and logs; null when no answer came. */
  readonly requestId: string | null;

  constructor(fields: Pick<ApiError, 'status' | 'code' | 'message' | 'param' | 'requestId'>, cause?: unknown) {
    super(fields.message, cause === undefined ? undefined : { cause });
    this.name = 'ApiError';
    this.status = fields.status;
    this.code = fields.code;
    this.param = fields.param;
    this.requestId = fields.requestId;
  }
}

/** Values of a query string: lists repeat the name, null and undefined are left out. */
export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | null | undefined>>;

interface Call<T> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly schema: z.ZodType<T>;
  readonly query?: Query;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  readonly signal?: AbortSignal | undefined;
}

const TIMEOUT_MS = 20_000;
const errorBodySchema = z.object({
  error: z.object({
    message: z.string(),
    code: z.string().nullish(),
    type: z.string().nullish(),
    param: z.string().nullish(),
  }),
});

let onUnauthorized: () => void = () => undefined;
let csrfToken: string | null = null;

/** Called once for every answer 401: the application leads to the sign-in page. */
export function setUnauthorizedHandler(handler: () => void): void {
  onUnauthorized = handler;
}

/** Reads `path` (below the origin) and parses the answer. Throws ApiError, nothing else but an abort. */
export function apiGet<T>(
  path: string,
  schema: z.ZodType<T>,
  options: { query?: Query; signal?: AbortSignal } = {},
): Promise<T> {
  return call({ method: 'GET', path, schema, ...(options.query && { query: options.query }), signal: options.signal });
}

/**
 * Changes something. Sends the CSRF header that unsafe methods of a browser session need. Never repeated by itself.
 * Pass `z.unknown()` as schema where the answer has no body.
 */
export async function apiSend<T>(
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body: unknown,
  schema: z.ZodType<T>,
  options: { signal?: AbortSignal } = {},
): Promise<T> {
  csrfToken ??= (await readSession()).csrfToken;
  const headers: Record<string, string> = csrfToken === null ? {} : { 'x-lco-csrf': csrfToken };
  return call({ method, path, schema, body, headers, signal: options.signal });
}

/** The session of this browser; 401 as ApiError when there is none. Remembers the CSRF token for later changes. */
export async function readSession(signal?: AbortSignal): Promise<Session> {
  const session = await call({ method: 'GET', path: '/api/v1/session', schema: sessionSchema, signal });
  csrfToken = session.csrfToken;
  return session;
}

/** Exchanges a one-time link's token or the admin token for a session cookie. */
export async function createSession(token: string): Promise<Session> {
  const session = await call(
    { method: 'POST', path: '/api/v1/session', schema: sessionSchema, body: { token } },
    { isSignIn: true },
  );
  csrfToken = session.csrfToken;
  return session;
}

/** Ends the session of this browser. */
export async function deleteSession(): Promise<void> {
  await apiSend('DELETE', '/api/v1/session', undefined, z.unknown());
  csrfToken = null;
}

/** `?a=1&b=x&b=y`, or an empty string. */
export function toQueryString(query: Query = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === null || value === undefined) continue;
    for (const item of Array.isArray(value) ? value : [value]) parameters.append(name, String(item));
  }
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}

async function call<T>(options: Call<T>, { isSignIn = false } = {}): Promise<T> {
  const response = await send(options);
  const requestId = response.headers.get('x-request-id');
  if (!response.ok) {
    const error = await toApiError(response, requestId);
    if (response.status === 401 && !isSignIn) {
      csrfToken = null;
      onUnauthorized();
    }
    throw error;
  }
  const body = response.status === 204 ? null : await readJson(response, requestId);
  const parsed = options.schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw unexpected(response.status, requestId, parsed.error);
}

async function send<T>({ method, path, query, body, headers, signal }: Call<T>): Promise<Response> {
  const limit = AbortSignal.timeout(TIMEOUT_MS);
  try {
    return await fetch(path + toQueryString(query), {
      method,
      credentials: 'same-origin',
      headers: {
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
    });
  } catch (cause) {
    if (signal?.aborted === true) throw cause;
    const message = limit.aborted
      ? 'The gateway did not answer within 20 seconds.'
      : 'The gateway cannot be reached. Is it running?';
    throw new ApiError({ status: 0, code: 'network', message, param: null, requestId: null }, cause);
  }
}

async function readJson(response: Response, requestId: string | null): Promise<unknown> {
  try {
    return await response.json();
  } catch (cause) {
    throw unexpected(response.status, requestId, cause);
  }
}

async function toApiError(response: Response, requestId: string | null): Promise<ApiError> {
  const text = await response.text();
  const parsed = errorBodySchema.safeParse(tryJson(text));
  const error = parsed.success ? parsed.data.error : null;
  return new ApiError({
    status: response.status,
    code: error?.code ?? error?.type ?? `http_${response.status}`,
    message: error?.message ?? `The gateway answered with status ${response.status}.`,
    param: error?.param ?? null,
    requestId,
  });
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A proxy's HTML error page, for example: the status says enough.
    return null;
  }
}

function unexpected(status: number, requestId: string | null, cause: unknown): ApiError {
  const message =
    'The answer of the gateway has an unexpected form. Dashboard and gateway may be of different versions: reload the page.';
  return new ApiError({ status, code: 'unexpected_answer', message, param: null, requestId }, cause);
}
