import type { Server } from 'node:http';

/** Requests under way, so that a stop can wait for them. */
export class InFlight {
  private readonly running = new Set<Promise<void>>();

  track(done: Promise<void>): void {
    this.running.add(done);
    void done.finally(() => this.running.delete(done));
  }

  get size(): number {
    return this.running.size;
  }

  /** Resolves to true when all requests under way have ended, to false after `timeoutMs`. */
  async settle(timeoutMs: number): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<false>((resolve) => {
      timer = setTimeout(() => resolve(false), timeoutMs);
    });
    const all = async (): Promise<true> => {
      while (this.running.size > 0) await Promise.all(this.running);
      return true;
    };
    const isSettled = await Promise.race([all(), timeout]);
    clearTimeout(timer);
    return isSettled;
  }
}

/** Stops accepting connections and closes the idle ones; the others close after their answer. */
export function stopAccepting(server: Server): void {
  server.close();
  server.closeIdleConnections();
}
