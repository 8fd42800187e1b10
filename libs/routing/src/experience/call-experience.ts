import { RunningMean } from './running-mean.ts';

/** One finished call, as far as it teaches anything. */
export interface FinishedCall {
  readonly deploymentId: string;
  /** Kind of work; null = not known. */
  readonly task: string | null;
  /** Tokens of one answer, reasoning included. */
  readonly outputTokens: number;
  /** Milliseconds to the end of the answer. */
  readonly latencyMs: number;
  /** Milliseconds to the first content; null = it came in one piece. */
  readonly ttftMs: number | null;
}

const WINDOW = 50;
/** Before so many calls nothing is said: the table knows better. */
const MIN_CALLS = 5;
/** A model's mean over all tasks counts as so many calls of one task. */
const PRIOR_CALLS = 10;
/** Models times tasks; names come from the configuration and from pinned requests. */
const MAX_ENTRIES = 5_000;

interface Entry {
  readonly tokens: RunningMean;
  readonly startMs: RunningMean;
  readonly msPerToken: RunningMean;
}

/**
 * What this gateway has seen of its deployments: how long answers are, by kind of work, and how fast they come. In memory, bounded,
 * forgetting; a fresh gateway knows nothing and says so.
 */
export class CallExperience {
  private readonly entries = new Map<string, Entry>();

  learn({ deploymentId, task, outputTokens, latencyMs, ttftMs }: FinishedCall): void {
    if (outputTokens <= 0 || latencyMs <= 0) return;
    const all = this.entryOf(deploymentId);
    all.tokens.add(outputTokens, WINDOW);
    const start = ttftMs ?? latencyMs / 2;
    all.startMs.add(start, WINDOW);
    all.msPerToken.add(Math.max(0, latencyMs - start) / outputTokens, WINDOW);
    if (task !== null) this.entryOf(keyOf(deploymentId, task)).tokens.add(outputTokens, WINDOW);
  }

  /** Expected tokens of one answer; null = too little was seen. Whole. */
  outputTokens(deploymentId: string, task: string | null): number | null {
    const all = this.entries.get(deploymentId);
    if (all === undefined || all.tokens.count < MIN_CALLS) return null;
    const own = task === null ? undefined : this.entries.get(keyOf(deploymentId, task));
    if (own === undefined) return Math.round(all.tokens.value);
    return Math.round(own.tokens.towards(all.tokens.value, PRIOR_CALLS));
  }

  /** Expected milliseconds to the end of an answer of so many tokens; null = too little was seen. Whole. */
  latencyMs(deploymentId: string, outputTokens: number): number | null {
    const all = this.entries.get(deploymentId);
    if (all === undefined || all.startMs.count < MIN_CALLS) return null;
    return Math.round(all.startMs.value + all.msPerToken.value * outputTokens);
  }

  private entryOf(key: string): Entry {
    const known = this.entries.get(key);
    if (known !== undefined) return known;
    if (this.entries.size >= MAX_ENTRIES) this.dropOldest();
    const entry = { tokens: new RunningMean(), startMs: new RunningMean(), msPerToken: new RunningMean() };
    this.entries.set(key, entry);
    return entry;
  }

  private dropOldest(): void {
    const oldest = this.entries.keys().next();
    if (oldest.done !== true) this.entries.delete(oldest.value);
  }
}

function keyOf(deploymentId: string, task: string): string {
  return `${deploymentId}\n${task}`;
}
