import { type GatewayError, openAiUsage } from '@llm-cost-optimizer/contracts';
import { textOrNull } from '../common/json.ts';
import { asksForUsage, DONE, errorEvent, usageEvent } from '../common/openai-end.ts';
import { ChunkReader } from '../common/sse.ts';
import type { AnswerEnd, AnswerFacts, Fields, SurfaceStream } from '../surface.ts';

/** Passes chunks on and closes the stream; for callers that treat all surfaces alike. */
export class ChatStream implements SurfaceStream {
  private readonly facts: AnswerFacts;
  private readonly reader = new ChunkReader();
  private id: string | null = null;
  private hasEnded = false;

  constructor(facts: AnswerFacts) {
    this.facts = facts;
  }

  push(chunk: Uint8Array | Fields): string {
    if (this.hasEnded) return '';
    let events = '';
    for (const one of this.reader.read(chunk)) {
      this.id ??= textOrNull(one.id);
      events += `data: ${JSON.stringify(one)}\n\n`;
    }
    return events;
  }

  end(end: AnswerEnd): string {
    if (this.hasEnded) return '';
    this.hasEnded = true;
    if (!end.wantsUsage && !asksForUsage(this.facts)) return DONE;
    const { createdAt: created, model, requestId } = this.facts;
    const head = { id: this.id ?? `chatcmpl-${requestId}`, object: 'chat.completion.chunk', created, model };
    return usageEvent(head, openAiUsage(end.usage), end) + DONE;
  }

  fail(error: GatewayError): string {
    if (this.hasEnded) return '';
    this.hasEnded = true;
    return errorEvent(error);
  }
}
