import type { Server } from 'node:http';

/**
 * Requests under way, so that a stop can wait for them. Only counted: a Set that gets and loses a promise per request
 * would keep whole requests alive long after their end (see FlightBoard).
 */
export class InFlight {
  private count = 0;
  /** Called when none is under way any more, once. */
  private onNone: (() => void) | null = null;
  private readonly onEnd = (): void => {
    this.count -= 1;
    if (this.count > 0) return;
    const { onNone } = this;
    this.onNone = null;
    onNone?.();
  };

  track(done: Promise<void>): void {
    this.count += 1;
    void done.then(this.onEnd, this.onEnd);
  }

  get size(): number {
    return this.count;
  }

  /** Resolves to true when all requests under way have ended, to false after `timeoutMs`. */
  async settle(timeoutMs: number): Promise<boolean> {
    if (this.count === 0) return true;
    let timer: NodeJS.Timeout | undefined;
    const isSettled = await new Promise<boolean>((resolve) => {
      this.onNone = () => resolve(true);
      timer = setTimeout(() => resolve(false), timeoutMs);
    });
    clearTimeout(timer);
    this.onNone = null;
    return isSettled;
  }
}

/** Stops accepting connections and closes the idle ones; the others close after their answer. */
export function stopAccepting(server: Server): void {
  server.close();
  server.closeIdleConnections();
}
