import { Random, seedFrom } from '../generator/random.ts';
import type { ModelProfile } from '../models/model-profile.ts';
import type { SimulatorOptions } from '../options.ts';

/** When the tokens of one answer come. */
export interface Pace {
  /** Tokens in one chunk of a stream. */
  readonly chunkTokens: number;
  /** Milliseconds from the start to the moment at which that many tokens are generated; 0 = at once. */
  readonly timeOf: (generatedTokens: number) => number;
}

/** Longest time that one simulated answer may take, ms. */
const MAX_ANSWER_MS = 600_000;
/** Chunks a second that a realistic stream sends at most: faster models send longer chunks. */
const CHUNKS_PER_SECOND = 40;

/** The pace of a model: at once, or like the real one with up to 30 % of variation that depends on the prompt. */
export function paceFor(options: SimulatorOptions, model: ModelProfile, promptDigest: string): Pace {
  if (options.speed === 'instant') return { chunkTokens: options.streamChunkTokens, timeOf: () => 0 };
  const random = new Random(seedFrom(promptDigest, 'pace'));
  const firstTokenMs = model.firstTokenMs * (0.7 + 0.6 * random.next()) * options.delayScale;
  const msPerToken = (1000 / (model.tokensPerSecond * (0.7 + 0.6 * random.next()))) * options.delayScale;
  return {
    chunkTokens: Math.max(2, Math.ceil(model.tokensPerSecond / CHUNKS_PER_SECOND)),
    timeOf: (tokens) => Math.min(MAX_ANSWER_MS, firstTokenMs + tokens * msPerToken),
  };
}

/** How many tokens are generated after that many ms; never more than `total`. */
export function tokensAfter(pace: Pace, elapsedMs: number, total: number): number {
  const firstMs = pace.timeOf(0);
  const lastMs = pace.timeOf(total);
  if (elapsedMs >= lastMs) return total;
  if (elapsedMs <= firstMs) return 0;
  return Math.floor((total * (elapsedMs - firstMs)) / (lastMs - firstMs));
}
