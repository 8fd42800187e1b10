import type { ChildProcess } from 'node:child_process';
import { CASES, type Case, LATENCY_CASES } from './cases.ts';
import { type Gateway, startGateway } from './gateway.ts';
import type { LoadOrder, LoadResult } from './load/load.types.ts';
import { cpuMicroseconds, messageFrom, residentMb, startTool } from './processes.ts';

const CONNECTIONS = 64;
const RATE = 500;

export interface BenchOptions {
  readonly rounds: number;
  readonly secondsPerCase: number;
  readonly latencySeconds: number;
  readonly warmUpSeconds: number;
  /** Only cases whose name holds this text; null = all. */
  readonly only: string | null;
  readonly profileDir: string | null;
  readonly onProgress: (text: string) => void;
}

/** One stretch of closed-loop load. */
export interface Sample {
  readonly rate: number;
  /** CPU time of the server per request until its last row is in the database, in microseconds; null = unknown. */
  readonly cpuUs: number | null;
}

/** One stretch at a constant rate; milliseconds from the due moment to the first byte. */
export interface LatencySample {
  readonly p50: number;
  readonly p99: number;
  /** The same against the upstream itself, measured right before. */
  readonly directP50: number;
  readonly directP99: number;
}

/** Resident memory of the gateway in megabytes; null = unknown. */
export interface MemorySample {
  readonly idle: number | null;
  /** The most after any stretch of load. The answers in its cache are part of it. */
  readonly loaded: number | null;
}

export interface BenchResult {
  readonly samples: ReadonlyMap<string, readonly Sample[]>;
  readonly latencies: ReadonlyMap<string, readonly LatencySample[]>;
  readonly memory: MemorySample;
  /** Proof that the gateway did the work: what was sent to it, what its database holds, what reached the upstream. */
  readonly books: {
    readonly sent: number;
    readonly booked: number;
    readonly misses: number;
    readonly upstream: number;
  };
}

interface Server {
  readonly port: number;
  readonly pid: number;
}

/** Starts everything, measures in interleaved rounds, stops everything. Throws when a single request fails. */
export async function bench(options: BenchOptions): Promise<BenchResult> {
  const upstream = await startServer('tools', 'servers/upstream.ts');
  const origin = `http://127.0.0.1:${upstream.port}`;
  const gateway = await startGateway(upstream.port, options.profileDir);
  const servers: Record<Case['server'], Server> = {
    upstream,
    gateway,
    fastify: await startServer('server', 'servers/empty-fastify.ts'),
    'proxy-request': await startServer('server', 'servers/bare-proxy.ts', [origin, 'request']),
    'proxy-dispatch': await startServer('server', 'servers/bare-proxy.ts', [origin, 'dispatch']),
  };
  const generator = startTool('tools', 'load/generator.ts');
  await messageFrom(generator);
  const run = new Run(options, { servers, gateway, generator });
  const result = await run.all();
  await gateway.stop();
  return result;
}

class Run {
  private readonly samples = new Map<string, Sample[]>();
  private readonly latencies = new Map<string, LatencySample[]>();
  private sent = 0;
  private misses = 0;
  private missesOfOthers = 0;
  private loadedMb: number | null = null;

  private readonly options: BenchOptions;
  private readonly servers: Readonly<Record<Case['server'], Server>>;
  private readonly gateway: Gateway;
  private readonly generator: ChildProcess;

  constructor(
    options: BenchOptions,
    parts: { servers: Readonly<Record<Case['server'], Server>>; gateway: Gateway; generator: ChildProcess },
  ) {
    this.options = options;
    this.servers = parts.servers;
    this.gateway = parts.gateway;
    this.generator = parts.generator;
  }

  async all(): Promise<BenchResult> {
    const { rounds, secondsPerCase, latencySeconds, warmUpSeconds, only, onProgress } = this.options;
    const isWanted = ({ name }: Case) => only === null || name.includes(only);
    const idle = residentMb(this.gateway.pid);
    for (const one of CASES.filter(isWanted)) await this.closed(one, warmUpSeconds);
    for (let round = 1; round <= rounds; round++) {
      for (const one of CASES.filter(isWanted)) {
        onProgress(`round ${round} of ${rounds}: ${one.name}`);
        push(this.samples, one.name, await this.closed(one, secondsPerCase));
      }
      for (const one of latencySeconds > 0 ? LATENCY_CASES.filter(isWanted) : []) {
        onProgress(`round ${round} of ${rounds}: ${one.name}, ${RATE} requests a second`);
        push(this.latencies, one.name, await this.latency(one, latencySeconds));
      }
    }
    const { requests } = (await (await fetch(`http://127.0.0.1:${this.servers.upstream.port}/counts`)).json()) as {
      requests: number;
    };
    const books = {
      sent: this.sent,
      booked: await this.gateway.bookedRequests(),
      misses: this.misses,
      upstream: requests - this.missesOfOthers,
    };
    const memory = { idle, loaded: this.loadedMb };
    return { samples: this.samples, latencies: this.latencies, memory, books };
  }

  private async closed(one: Case, seconds: number): Promise<Sample> {
    const { pid } = this.servers[one.server];
    const before = cpuMicroseconds(pid);
    const result = await this.load(one, { seconds, pace: { kind: 'closed', connections: CONNECTIONS } });
    if (one.server === 'gateway') await this.gateway.booked();
    const after = cpuMicroseconds(pid);
    if (one.server === 'gateway') this.loadedMb = Math.max(this.loadedMb ?? 0, residentMb(pid) ?? 0) || null;
    const cpuUs = before === null || after === null ? null : (after - before) / result.requests;
    return { rate: result.requests / result.seconds, cpuUs };
  }

  private async latency(one: Case, seconds: number): Promise<LatencySample> {
    const pace = { kind: 'open', rate: RATE } as const;
    const direct = await this.load({ ...one, server: 'upstream' }, { seconds, pace });
    const result = await this.load(one, { seconds, pace });
    if (one.server === 'gateway') await this.gateway.booked();
    if (direct.firstByteMs === null || result.firstByteMs === null) throw new Error('No request was answered.');
    return {
      p50: result.firstByteMs.p50,
      p99: result.firstByteMs.p99,
      directP50: direct.firstByteMs.p50,
      directP99: direct.firstByteMs.p99,
    };
  }

  private async load(one: Case, how: Pick<LoadOrder, 'seconds' | 'pace'>): Promise<LoadResult> {
    const { port } = this.servers[one.server];
    const { bodyBytes, isStreaming, isUnique } = one;
    const order: LoadOrder = { port, bearer: this.gateway.bearer, bodyBytes, isStreaming, isUnique, ...how };
    this.generator.send(order);
    const { result, failure } = (await messageFrom(this.generator)) as { result?: LoadResult; failure?: string };
    if (result === undefined) throw new Error(`${one.name}: ${failure}`);
    if (result.failures > 0) throw new Error(`${one.name}: ${result.failures} failed, first: ${result.firstFailure}`);
    this.count(one, result.requests);
    return result;
  }

  private count(one: Case, requests: number): void {
    if (one.server === 'gateway') {
      this.sent += requests;
      if (one.isUnique) this.misses += requests;
    } else if (one.server !== 'fastify') {
      this.missesOfOthers += requests;
    }
  }
}

async function startServer(place: 'server' | 'tools', file: string, args: readonly string[] = []): Promise<Server> {
  const child = startTool(place, file, args);
  const { port } = (await messageFrom(child)) as { port: number };
  return { port, pid: child.pid ?? 0 };
}

function push<T>(lists: Map<string, T[]>, name: string, value: T): void {
  const list = lists.get(name);
  if (list === undefined) lists.set(name, [value]);
  else list.push(value);
}
