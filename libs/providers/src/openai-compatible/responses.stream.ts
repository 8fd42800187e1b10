import type { TokenUsage } from '@llm-cost-optimizer/contracts';
import { classifyEvent } from '../failure/classify.ts';
import { readErrorRecord } from '../failure/error-body.ts';
import { countOrNull, type JsonRecord, lengthOf, recordOf, textOrNull } from '../json/json.ts';
import type { EventFacts, Verdict } from '../native/pass-through.ts';
import { isClientCall, isShown, readItems } from './responses.items.ts';
import { finishOfResponse, usageOfResponse } from './responses.response.ts';

/** Sound and pictures come as base64 text, which says nothing about tokens. */
const BINARY_DELTAS: ReadonlySet<unknown> = new Set(['response.audio.delta', 'response.output_audio.delta']);

/** Reads the events of the Responses API; all of them pass but the one that reports a failure. */
export class ResponseFacts implements EventFacts {
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
  created: number | null = null;
  private hasCall = false;

  read(event: JsonRecord): Verdict {
    const { type } = event;
    switch (type) {
      case 'response.created':
      case 'response.in_progress':
      case 'response.queued':
        this.readHead(recordOf(event.response));
        return 'pass';
      case 'response.output_item.added':
        this.readItem(recordOf(event.item));
        return 'pass';
      case 'response.completed':
      case 'response.incomplete':
        // Some servers leave the status to the name of the event.
        this.finish({ status: type.slice('response.'.length), ...recordOf(event.response) });
        return 'pass';
      case 'response.failed':
      case 'response.cancelled':
        return this.fail(recordOf(event.response));
      default:
        if (typeof type === 'string' && type.endsWith('.delta')) this.readDelta(event);
        return 'pass';
    }
  }

  private readHead(response: JsonRecord): void {
    this.chunkId ??= textOrNull(response.id);
    this.created ??= countOrNull(response.created_at);
    this.model = textOrNull(response.model) ?? this.model;
    // At the beginning it is the tier asked for (`auto`), at the end the one that served.
    this.serviceTier = textOrNull(response.service_tier) ?? this.serviceTier;
  }

  private readItem(item: JsonRecord): void {
    if (isClientCall(item)) {
      this.hasCall = true;
      this.outputChars += lengthOf(item.name);
    }
    if (isShown(item)) this.hasContent = true;
  }

  private readDelta(event: JsonRecord): void {
    const chars = lengthOf(event.delta);
    if (chars === 0) return;
    this.hasContent = true;
    if (!BINARY_DELTAS.has(event.type)) this.outputChars += chars;
  }

  private finish(response: JsonRecord): void {
    this.readHead(response);
    this.usage = usageOfResponse(response);
    this.sentUsage = response.usage;
    const items = readItems(response.output);
    this.outputChars = Math.max(this.outputChars, items.chars);
    this.finishReason = finishOfResponse(response, this.hasCall || items.hasCall);
    this.isFinished = this.finishReason !== null;
    this.isTerminated = true;
    this.hasContent = true;
  }

  /** What was generated until then is billed, so its usage counts. */
  private fail(response: JsonRecord): Verdict {
    this.readHead(response);
    this.usage = usageOfResponse(response);
    this.sentUsage = response.usage;
    return classifyEvent(readErrorRecord(response));
  }
}
