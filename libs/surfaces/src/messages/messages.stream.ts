import { type GatewayError, NO_USAGE } from '@llm-cost-optimizer/contracts';
import { CallTracker } from '../common/call-tracker.ts';
import { type Finish, finishOf, stopSequenceOf, textOf } from '../common/chat-answer.ts';
import { withCost } from '../common/extras.ts';
import { fieldsOf, listOf, textOrNull } from '../common/json.ts';
import { ChunkReader, namedEvent } from '../common/sse.ts';
import type { AnswerEnd, AnswerFacts, Fields, SurfaceStream } from '../surface.ts';
import { messageHead, stopFields } from './messages.answer.ts';
import { messagesErrorEvent } from './messages.errors.ts';
import { messageDeltaUsage, messagesUsage } from './messages.usage.ts';

/** Writes the events of a message, block by block; nothing is collected but a refusal, which comes with the end. */
export class MessagesStream implements SurfaceStream {
  private readonly facts: AnswerFacts;
  private readonly reader = new ChunkReader();
  private readonly tracker = new CallTracker();
  /** Place of each call among the blocks, by its place among the calls. */
  private readonly callBlocks: number[] = [];
  private blockCount = 0;
  private open: 'text' | 'call' | null = null;
  private hasStarted = false;
  private hasEnded = false;
  private refusal: string | null = null;
  private finishReason: unknown = null;
  private stopSequence: string | null = null;

  constructor(facts: AnswerFacts) {
    this.facts = facts;
  }

  push(chunk: Uint8Array | Fields): string {
    if (this.hasEnded) return '';
    let events = '';
    for (const one of this.reader.read(chunk)) events += this.readChunk(one);
    return events;
  }

  end(end: AnswerEnd): string {
    if (this.hasEnded) return '';
    const events = this.start(null) + this.closeBlock();
    this.hasEnded = true;
    const finish: Finish = finishOf(this.finishReason, this.tracker.hasCalls);
    const { refusal, stopSequence } = this;
    const data = {
      type: 'message_delta',
      delta: { ...stopFields({ finish, refusal, stopSequence }, this.facts), container: null },
      usage: withCost(messageDeltaUsage(end.usage), end),
      ...(end.lco === null ? {} : { lco: end.lco }),
    };
    const stop = namedEvent('message_stop', '{"type":"message_stop"}');
    return events + namedEvent('message_delta', JSON.stringify(data)) + stop;
  }

  fail(error: GatewayError): string {
    if (this.hasEnded) return '';
    this.hasEnded = true;
    return messagesErrorEvent(error, this.facts.requestId);
  }

  private readChunk(chunk: Fields): string {
    const choice = fieldsOf(listOf(chunk.choices)[0]);
    if (typeof choice.index === 'number' && choice.index !== 0) return '';
    const delta = fieldsOf(choice.delta);
    let events = this.start(chunk.id);
    const text = textOf(delta.content);
    if (text !== '') events += this.writeText(text);
    const refusal = textOrNull(delta.refusal);
    if (refusal !== null) this.refusal = (this.refusal ?? '') + refusal;
    for (const piece of listOf(delta.tool_calls)) events += this.writeCall(fieldsOf(piece));
    if (choice.finish_reason !== null && choice.finish_reason !== undefined) {
      this.finishReason = choice.finish_reason;
      this.stopSequence = stopSequenceOf(choice);
      events += this.closeBlock();
    }
    return events;
  }

  private start(chatId: unknown): string {
    if (this.hasStarted) return '';
    this.hasStarted = true;
    const usage = messagesUsage({ ...NO_USAGE, promptTokens: this.facts.promptTokensEstimated, reasoningTokens: null });
    const none = { content: [], stop_reason: null, stop_sequence: null, stop_details: null };
    const message = { ...messageHead(this.facts, chatId), ...none, usage };
    return namedEvent('message_start', JSON.stringify({ type: 'message_start', message }));
  }

  private writeText(text: string): string {
    const opening = this.open === 'text' ? '' : this.openBlock('text', '{"type":"text","text":"","citations":null}');
    return opening + deltaEvent(this.blockCount - 1, `{"type":"text_delta","text":${JSON.stringify(text)}}`);
  }

  private writeCall(fields: Fields): string {
    const piece = this.tracker.read(fields);
    if (piece === null) return '';
    let events = '';
    if (piece.isNew) {
      const { id, name, index } = piece.call;
      const block = { type: 'tool_use', id, name, input: {}, caller: { type: 'direct' } };
      events = this.openBlock('call', JSON.stringify(block));
      this.callBlocks[index] = this.blockCount - 1;
    }
    if (piece.arguments === '') return events;
    // A late piece of an earlier call still goes to its own block, which official clients find by its number.
    const place = this.callBlocks[piece.call.index] ?? this.blockCount - 1;
    return events + deltaEvent(place, `{"type":"input_json_delta","partial_json":${JSON.stringify(piece.arguments)}}`);
  }

  private openBlock(kind: 'text' | 'call', block: string): string {
    const closing = this.closeBlock();
    this.open = kind;
    const index = this.blockCount;
    this.blockCount += 1;
    const data = `{"type":"content_block_start","index":${index},"content_block":${block}}`;
    return closing + namedEvent('content_block_start', data);
  }

  private closeBlock(): string {
    if (this.open === null) return '';
    this.open = null;
    return namedEvent('content_block_stop', `{"type":"content_block_stop","index":${this.blockCount - 1}}`);
  }
}

export function deltaEvent(index: number, delta: string): string {
  return namedEvent('content_block_delta', `{"type":"content_block_delta","index":${index},"delta":${delta}}`);
}
