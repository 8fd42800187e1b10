import { Client, type Dispatcher, Pool } from 'undici';
import { createLookups } from './lookups.ts';
import type { TransportOptions } from './transport.types.ts';

/** What a call may ask and tell about the server it goes to. */
export interface ServerLink {
  /** Later calls get new connections. */
  renew(): void;
  /** The address of the server's name is not known yet. */
  isLookingUp(): boolean;
}

/** Where a base URL leads. */
export interface Target {
  readonly link: ServerLink;
  readonly origin: string;
  /** Path of the base URL without trailing slash; empty for none. */
  readonly prefix: string;
  /** Query of the base URL with `?`; empty for none. */
  readonly search: string;
}

/** Bound on origins with open connections; the oldest one is closed beyond it. */
const MAX_ORIGINS = 64;
const MAX_TARGETS = 256;
const DEFAULT_KEEP_ALIVE_MS = 30_000;
const DEFAULT_MAX_ANSWER_BYTES = 128 * 1024 * 1024;
/** A backstop against half-open sockets only: each call has its own, exact limit. */
const CONNECT_BACKSTOP_MS = 30_000;
const VERSION = '/v1';
const BESIDE_VERSION = '/api/';

/** Told by a connection which one it is, when a call is handed to it. */
export interface ConnectionUser {
  connection: Connection | null;
}

/** A client of undici holds one connection at a time; this one knows whether it has answered before. */
export class Connection extends Client {
  /** Answers read to their end over the present connection. */
  answers = 0;

  constructor(origin: URL, options: Client.Options) {
    super(origin, options);
    this.on('connect', () => {
      this.answers = 0;
    });
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    if (isConnectionUser(options)) options.connection = this;
    return super.dispatch(options, handler);
  }
}

function isConnectionUser(options: object): options is ConnectionUser {
  return 'connection' in options;
}

/** One long-lived pool of connections per origin. Number of connections is unbounded: each is one stream. */
export class Origins {
  private readonly pools = new Map<string, Pool>();
  private readonly targets = new Map<string, Target>();
  private readonly lookups = createLookups();

  private readonly options: TransportOptions;

  constructor(options: TransportOptions) {
    this.options = options;
  }

  /** Throws TypeError when the base URL is none. */
  target(baseUrl: string): Target {
    const known = this.targets.get(baseUrl);
    if (known !== undefined) return known;
    const url = new URL(baseUrl);
    if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new TypeError('not an http address');
    const { origin, hostname } = url;
    const link = { renew: () => this.renew(origin), isLookingUp: () => this.lookups.isPending(hostname) };
    const target = { link, origin, prefix: url.pathname.replace(/\/+$/, ''), search: url.search };
    if (this.targets.size >= MAX_TARGETS) this.targets.clear();
    this.targets.set(baseUrl, target);
    return target;
  }

  pool(origin: string): Pool {
    const known = this.pools.get(origin);
    if (known !== undefined) return known;
    const { ca, keepAliveMs = DEFAULT_KEEP_ALIVE_MS, maxAnswerBytes = DEFAULT_MAX_ANSWER_BYTES } = this.options;
    const pool = new Pool(origin, {
      connections: null,
      pipelining: 1,
      keepAliveTimeout: keepAliveMs,
      headersTimeout: 0,
      bodyTimeout: 0,
      maxResponseSize: maxAnswerBytes,
      connect: { timeout: CONNECT_BACKSTOP_MS, lookup: this.lookups.lookup, ...(ca === undefined ? {} : { ca }) },
      factory: (url, options) => new Connection(url, options),
    });
    this.pools.set(origin, pool);
    this.closeOldest();
    return pool;
  }

  /** Later calls get new connections; those under way finish on the old ones. */
  renew(origin: string): void {
    const pool = this.pools.get(origin);
    if (pool === undefined) return;
    this.pools.delete(origin);
    void pool.close();
  }

  async destroy(): Promise<void> {
    const pools = [...this.pools.values()];
    this.pools.clear();
    await Promise.all(pools.map((pool) => pool.destroy()));
  }

  private closeOldest(): void {
    if (this.pools.size <= MAX_ORIGINS) return;
    for (const origin of this.pools.keys()) {
      this.renew(origin);
      return;
    }
  }
}

/**
 * Path of the request. Local servers are named with and without `/v1` at the end of their address, so that a `/v1`
 * on both sides counts once, and Ollama's own API (`/api/…`) stands beside it.
 */
export function requestPath({ prefix, search }: Target, path: string): string {
  if (!prefix.endsWith(VERSION)) return prefix + path + search;
  if (path.startsWith(BESIDE_VERSION)) return prefix.slice(0, -VERSION.length) + path + search;
  return prefix + (path.startsWith(`${VERSION}/`) ? path.slice(VERSION.length) : path) + search;
}
