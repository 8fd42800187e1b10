/** Tells people at the terminal what takes how long while the gateway starts. Goes to stderr: stdout carries the log. */
export interface Progress {
  /** Runs one step of the start and prints `name ... 0.6 s` when it is done. The step's error passes through. */
  step<T>(name: string, work: () => Promise<T>): Promise<T>;
  note(line: string): void;
}

export function createProgress(write: (text: string) => void): Progress {
  return {
    async step(name, work) {
      const startedAt = performance.now();
      const result = await work();
      // One whole line after the step: steps overlap, and half lines would run into each other.
      write(`  ${name} ... ${((performance.now() - startedAt) / 1_000).toFixed(1)} s\n`);
      return result;
    },
    note: (line) => write(`  ${line}\n`),
  };
}

/** For tests and for `LCO_LOG_LEVEL=silent`: says nothing. */
export const QUIET: Progress = { step: (_name, work) => work(), note: () => undefined };
