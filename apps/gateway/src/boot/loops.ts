/** A piece of work that is repeated while the process runs. */
export interface LoopOptions {
  readonly name: string;
  readonly everyMs: number;
  readonly work: () => Promise<void>;
  /** Called once per row of failures, not once per failure: an outage must not flood the log. */
  readonly onFailing: (name: string, error: unknown) => void;
}

/** Background work that is repeated until it is stopped; never two runs of one loop at once. */
export class Loops {
  private readonly timers = new Set<NodeJS.Timeout>();
  private readonly running = new Set<Promise<void>>();

  /** Starts a loop; its first run is one period from now. */
  every({ name, everyMs, work, onFailing }: LoopOptions): void {
    let isBusy = false;
    let isFailing = false;
    const run = async () => {
      try {
        await work();
        isFailing = false;
      } catch (error) {
        if (!isFailing) onFailing(name, error);
        isFailing = true;
      } finally {
        isBusy = false;
      }
    };
    const timer = setInterval(() => {
      if (isBusy) return;
      isBusy = true;
      const done = run();
      this.running.add(done);
      void done.finally(() => this.running.delete(done));
    }, everyMs);
    timer.unref();
    this.timers.add(timer);
  }

  /** Starts no more runs and waits for those under way. May be called twice. */
  async stop(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    this.timers.clear();
    await Promise.all(this.running);
  }
}
