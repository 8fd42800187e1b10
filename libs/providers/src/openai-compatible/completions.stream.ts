import type { NativeStreamOptions, TokenUsage } from '@llm-cost-optimizer/contracts';
import { countOrNull, type JsonRecord, lengthOf, recordOf, textOrNull } from '../json/json.ts';
import type { EventFacts, Verdict } from '../native/pass-through.ts';
import { StreamUsage } from './openai-compatible.usage.ts';

/** Reads chunks of `text_completion`. The usage chunk that only we asked for is kept back. */
export class CompletionFacts implements EventFacts {
  hasContent = false;
  readonly isTerminated = false;
  sentUsage: unknown;
  model: string | null = null;
  finishReason: string | null = null;
  serviceTier: string | null = null;
  outputChars = 0;
  chunkId: string | null = null;
  created: number | null = null;
  private readonly wantsUsageChunk: boolean;
  /** Choices that began and have no finish reason yet. */
  private readonly openChoices = new Set<number>();
  private readonly endedChoices = new Set<number>();
  private readonly counted = new StreamUsage();

  constructor({ wantsUsageChunk }: NativeStreamOptions) {
    this.wantsUsageChunk = wantsUsageChunk;
  }

  get usage(): TokenUsage | null {
    return this.counted.usage;
  }

  get isFinished(): boolean {
    return this.finishReason !== null && this.openChoices.size === 0;
  }

  read(chunk: JsonRecord): Verdict {
    this.chunkId ??= textOrNull(chunk.id);
    this.created ??= countOrNull(chunk.created);
    this.model = textOrNull(chunk.model) ?? this.model;
    this.serviceTier = textOrNull(chunk.service_tier) ?? this.serviceTier;
    // Cumulative wherever it stands: the last one holds.
    const hasUsage = chunk.usage !== undefined && chunk.usage !== null;
    if (hasUsage) {
      this.counted.add(chunk.usage);
      this.sentUsage = chunk.usage;
    }
    const { choices } = chunk;
    if (!Array.isArray(choices) || choices.length === 0) return hasUsage && !this.wantsUsageChunk ? 'keep' : 'pass';
    for (const choice of choices) this.readChoice(recordOf(choice));
    return 'pass';
  }

  private readChoice(choice: JsonRecord): void {
    const index = countOrNull(choice.index) ?? 0;
    const chars = lengthOf(choice.text);
    this.outputChars += chars;
    if (chars > 0) this.hasContent = true;
    const finish = textOrNull(choice.finish_reason);
    if (finish === null) {
      if (!this.endedChoices.has(index)) this.openChoices.add(index);
      return;
    }
    this.openChoices.delete(index);
    this.endedChoices.add(index);
    this.finishReason = finish;
    this.hasContent = true;
  }
}
