/** A mean that forgets: recent values count more. Begins at nothing; pure but for its own two numbers. */
export class RunningMean {
  private mean = 0;
  private weight = 0;

  /** Adds a value; the memory is about `window` values long. */
  add(value: number, window: number): void {
    this.weight = Math.min(window, this.weight + 1);
    this.mean += (value - this.mean) / this.weight;
  }

  /** How many values it rests on, at most the window. */
  get count(): number {
    return this.weight;
  }

  /** The mean drawn towards a prior that counts as `priorCount` values. */
  towards(prior: number, priorCount: number): number {
    return (this.mean * this.weight + prior * priorCount) / (this.weight + priorCount);
  }

  get value(): number {
    return this.mean;
  }
}
