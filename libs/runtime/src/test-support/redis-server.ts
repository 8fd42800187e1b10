import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { vi } from 'vitest';
import { freePort } from '../postgres/server.ts';

/** Name of a real Redis on this machine's PATH; null = tests that need one are skipped by name. */
export const REDIS_SERVER: string | null = findRedis();

/** A real Redis on a free loopback port with a folder of its own; can be stopped, frozen and started again. */
export class TestRedis {
  readonly url: string;
  private readonly port: number;
  private readonly dir: string;
  private child: ChildProcess | null = null;

  private constructor(port: number, dir: string) {
    this.port = port;
    this.dir = dir;
    this.url = `redis://127.0.0.1:${port}`;
  }

  static async start(args: readonly string[] = []): Promise<TestRedis> {
    const redis = new TestRedis(await freePort(), await mkdtemp(join(tmpdir(), 'lco-redis-')));
    await redis.up(args);
    return redis;
  }

  async up(args: readonly string[] = []): Promise<void> {
    const options = ['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.dir, '--save', '', ...args];
    this.child = spawn(REDIS_SERVER ?? 'redis-server', options, { stdio: 'ignore' });
    const probe = new Redis(this.url, { retryStrategy: () => 50 });
    probe.on('error', () => undefined);
    await vi.waitUntil(() => probe.status === 'ready', { timeout: 10_000 });
    probe.disconnect();
  }

  async down(): Promise<void> {
    const { child } = this;
    this.child = null;
    if (child === null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGCONT');
    child.kill('SIGKILL');
    await gone;
  }

  /** Takes connections and never answers. */
  freeze(): void {
    this.child?.kill('SIGSTOP');
  }

  thaw(): void {
    this.child?.kill('SIGCONT');
  }

  async remove(): Promise<void> {
    await this.down();
    await rm(this.dir, { recursive: true, force: true });
  }
}

function findRedis(): string | null {
  const { error } = spawnSync('redis-server', ['--version'], { stdio: 'ignore' });
  return error === undefined ? 'redis-server' : null;
}
