import type { ProviderFailure, StreamDecoder, StreamStep, TokenUsage } from '@llm-cost-optimizer/contracts';
import { ANSWER_FAILURES } from '../failure/answer-failures.ts';
import { classifyEvent } from '../failure/classify.ts';
import { isErrorRecord, NO_FACTS, readErrorRecord } from '../failure/error-body.ts';
import { countOrNull, isRecord, type JsonRecord, parseRecord, recordOf, textOrNull } from '../json/json.ts';
import { ForwardBuffer } from '../sse/forward-buffer.ts';
import { type SseEvent, SseReader } from '../sse/sse-reader.ts';
import { FAILED_FINISH, readGenerated } from './openai-compatible.schema.ts';
import { StreamUsage } from './openai-compatible.usage.ts';

const DONE = '[DONE]';

/**
 * Reads a stream of `chat.completion.chunk`s. Good chunks are passed on as the bytes they came in; every event is parsed
 * once, so that neither an error nor half a JSON text is ever passed on. Chunks without choices (usage, Azure's filter
 * results) and `[DONE]` are kept back; what follows `[DONE]` is ignored.
 */
export class ChatChunkDecoder implements StreamDecoder {
  hasContent = false;
  isTerminated = false;
  sentUsage: unknown;
  model: string | null = null;
  finishReason: string | null = null;
  serviceTier: string | null = null;
  outputChars = 0;
  chunkId: string | null = null;
  created: number | null = null;
  private readonly reader = new SseReader();
  private readonly out = new ForwardBuffer();
  /** Choices that began and have no finish reason yet. */
  private readonly openChoices = new Set<number>();
  /** Choices that have one. Annotations may follow (Azure's filter works behind the text). */
  private readonly endedChoices = new Set<number>();
  private readonly counted = new StreamUsage();
  private hasEvents = false;
  private error: ProviderFailure | null = null;

  get usage(): TokenUsage | null {
    return this.counted.usage;
  }

  get isFinished(): boolean {
    return this.finishReason !== null && this.openChoices.size === 0;
  }

  push(chunk: Uint8Array): StreamStep {
    if (this.error !== null) return { forward: null, error: null };
    for (const event of this.reader.push(chunk)) {
      if (this.error !== null) break;
      this.readEvent(event, ANSWER_FAILURES.badEvent);
    }
    if (this.reader.isOverflowing) this.error ??= ANSWER_FAILURES.tooLong;
    return { forward: this.out.take(), error: this.error };
  }

  end(): StreamStep {
    if (this.error !== null) return { forward: null, error: null };
    // Half an event at the very end is a stream that was cut, not a provider that cannot write JSON.
    for (const event of this.reader.end()) this.readEvent(event, ANSWER_FAILURES.cut);
    if (!this.isFinished) this.error ??= this.hasEvents ? ANSWER_FAILURES.cut : ANSWER_FAILURES.notAStream;
    return { forward: this.out.take(), error: this.error };
  }

  private readEvent(event: SseEvent, ifBroken: ProviderFailure): void {
    this.hasEvents = true;
    if (this.isTerminated) return;
    if (event.data.startsWith(DONE)) {
      this.isTerminated = true;
      return;
    }
    const chunk = parseRecord(event.data);
    if (chunk === null) {
      this.error = ifBroken;
      return;
    }
    if (isErrorRecord(chunk)) {
      this.error = classifyEvent(readErrorRecord(chunk));
      return;
    }
    this.readHead(chunk);
    const { choices, x_groq: ofGroq } = chunk;
    const told = isRecord(ofGroq) ? textOrNull(ofGroq.error) : null;
    if (told !== null) {
      // Groq's way to say in a chunk why it stops early.
      this.error = classifyEvent({ ...NO_FACTS, message: told });
      return;
    }
    // Events of other kinds (a server's own ping) mean nothing to a client of this API.
    if (!Array.isArray(choices) || choices.length === 0) return;
    for (const choice of choices) this.readChoice(recordOf(choice));
    if (this.error !== null) return;
    if (chunk.usage !== undefined && chunk.usage !== null) {
      // Beside text (DeepSeek, Mistral) or in every chunk (xAI, vLLM): clients are told once, at the end, and only if they asked.
      this.out.addText(`data: ${JSON.stringify({ ...chunk, usage: null })}\n\n`);
    } else if (event.raw !== null) this.out.addRaw(event.raw);
    else this.out.addText(`data: ${event.data.includes('\n') ? JSON.stringify(chunk) : event.data}\n\n`);
  }

  private readHead(chunk: JsonRecord): void {
    this.chunkId ??= textOrNull(chunk.id);
    this.created ??= countOrNull(chunk.created);
    this.model = textOrNull(chunk.model) ?? this.model;
    this.serviceTier = textOrNull(chunk.service_tier) ?? this.serviceTier;
    // Cumulative wherever it stands: the last one holds. Groq sends it in its own field unless asked otherwise.
    const usage = chunk.usage ?? (isRecord(chunk.x_groq) ? chunk.x_groq.usage : null);
    if (usage === undefined || usage === null) return;
    this.counted.add(usage);
    this.sentUsage = usage;
  }

  private readChoice(choice: JsonRecord): void {
    const index = countOrNull(choice.index) ?? 0;
    const { chars, hasContent } = readGenerated(choice.delta);
    this.outputChars += chars;
    if (hasContent) this.hasContent = true;
    const finish = textOrNull(choice.finish_reason);
    if (FAILED_FINISH.has(finish)) this.error = ANSWER_FAILURES.cut;
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
