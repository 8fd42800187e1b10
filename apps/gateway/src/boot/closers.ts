/** What has been started and must be stopped, in reverse order. */
export class Closers {
  private readonly steps: { readonly name: string; readonly close: () => Promise<void> }[] = [];
  private readonly onTrouble: (name: string, error: unknown) => void;

  constructor(onTrouble: (name: string, error: unknown) => void) {
    this.onTrouble = onTrouble;
  }

  add(name: string, close: () => Promise<void> | void): void {
    this.steps.push({ name, close: async () => close() });
  }

  /** Stops everything, the newest first. A step that fails is reported and does not keep the others from running. */
  async closeAll(): Promise<void> {
    for (let step = this.steps.pop(); step !== undefined; step = this.steps.pop()) {
      try {
        await step.close();
      } catch (error) {
        this.onTrouble(step.name, error);
      }
    }
  }
}
