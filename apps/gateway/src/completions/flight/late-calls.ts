/** A call that goes on although its request does not wait for it any more. */
export interface LateCall {
  /** Ends the call; safe at any time. */
  cancel(): void;
}

/** Beyond this many a slow provider would keep more connections for nobody than it is worth. */
const MAX_CALLS = 200;

/** Calls that only their usage is still wanted of. */
export class LateCalls {
  private readonly running = new Set<LateCall>();
  private isStopped = false;

  /** Takes a call in until `done`. One too many, or one that comes after the stop, is cancelled at once. */
  add(call: LateCall, done: Promise<unknown>): void {
    if (this.isStopped || this.running.size >= MAX_CALLS) {
      call.cancel();
      return;
    }
    this.running.add(call);
    void done.finally(() => this.running.delete(call));
  }

  get size(): number {
    return this.running.size;
  }

  /** Ends all of them and every later one: a gateway that stops does not wait for figures. */
  stopAll(): void {
    this.isStopped = true;
    for (const call of [...this.running]) call.cancel();
  }
}
