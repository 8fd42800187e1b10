import type { TokenUsage } from '@llm-cost-optimizer/contracts';
import { ANSWER_FAILURES } from '../failure/answer-failures.ts';
import { isRecord, type JsonRecord, recordOf, textOrNull } from '../json/json.ts';
import type { EventFacts, Verdict } from '../native/pass-through.ts';
import { type BlockFacts, readBlock, readBlockDelta } from './anthropic.blocks.ts';
import { finishReasonOf } from './anthropic.schema.ts';
import { mergeUsage, readAnthropicUsage, serviceTierOf, tellsOutput } from './anthropic.usage.ts';

/** Reads the events of the Messages API; all of them pass, also those of kinds to come. */
export class MessageFacts implements EventFacts {
  hasContent = false;
  isFinished = false;
  isTerminated = false;
  usage: TokenUsage | null = null;
  sentUsage: unknown;
  model: string | null = null;
  finishReason: string | null = null;
  serviceTier: string | null = null;
  outputChars = 0;
  chunkId: string | null = null;
  /** The API tells no time. */
  readonly created = null;
  private hasOutputCount = false;
  private usageFields: JsonRecord = {};

  read(event: JsonRecord): Verdict {
    switch (event.type) {
      case 'message_start':
        this.start(recordOf(event.message));
        break;
      case 'content_block_start':
        return this.add(readBlock(recordOf(event.content_block)));
      case 'content_block_delta':
        return this.add(readBlockDelta(recordOf(event.delta)));
      case 'message_delta':
        this.finish(event);
        break;
      case 'message_stop':
        this.isTerminated = true;
        break;
      default:
        break;
    }
    return 'pass';
  }

  private start(message: JsonRecord): void {
    this.chunkId = textOrNull(message.id) ?? 'msg_unknown';
    this.model = textOrNull(message.model);
    this.readUsage(message.usage);
  }

  private add({ chars, hasContent }: BlockFacts): Verdict {
    // Content without `message_start` before it is no stream of this API.
    if (this.chunkId === null) return ANSWER_FAILURES.badEvent;
    this.outputChars += chars;
    if (hasContent) this.hasContent = true;
    return 'pass';
  }

  private finish(event: JsonRecord): void {
    this.readUsage(event.usage);
    if (tellsOutput(event)) this.hasOutputCount = true;
    // Without it there is no count to go by: an estimate comes nearer than the one token of the beginning.
    else if (!this.hasOutputCount) this.usage = null;
    const stopReason = textOrNull(recordOf(event.delta).stop_reason);
    if (stopReason === null) return;
    this.finishReason = finishReasonOf(stopReason);
    this.isFinished = true;
    this.hasContent = true;
  }

  private readUsage(usage: unknown): void {
    if (!isRecord(usage)) return;
    this.usageFields = mergeUsage(this.usageFields, usage);
    this.sentUsage = this.usageFields;
    // `message_start` has the prompt's final counts and one output token: what a stream that breaks is estimated from.
    this.usage = readAnthropicUsage(this.usageFields);
    this.serviceTier = serviceTierOf(this.usageFields);
  }
}
