import { type GatewayError, openAiUsage } from '@llm-cost-optimizer/contracts';
import { textOf } from '../common/chat-answer.ts';
import { fieldsOf, listOf, textOrNull } from '../common/json.ts';
import { asksForUsage, DONE, errorEvent, usageEvent } from '../common/openai-end.ts';
import { ChunkReader } from '../common/sse.ts';
import type { AnswerEnd, AnswerFacts, Fields, SurfaceStream } from '../surface.ts';
import { completionFinish, completionHead } from './completions.answer.ts';

/** Writes chunks of `text_completion`s. */
export class CompletionsStream implements SurfaceStream {
  private readonly facts: AnswerFacts;
  private readonly reader = new ChunkReader();
  private readonly head: string;
  /** OpenAI says `usage: null` in every chunk but the last to who asked for usage. */
  private readonly tail: string;
  private hasEnded = false;

  constructor(facts: AnswerFacts) {
    this.facts = facts;
    this.head = `data: ${JSON.stringify(completionHead(facts)).slice(0, -1)},"choices":[`;
    this.tail = asksForUsage(facts) ? '],"usage":null}\n\n' : ']}\n\n';
  }

  push(chunk: Uint8Array | Fields): string {
    if (this.hasEnded) return '';
    let events = '';
    for (const one of this.reader.read(chunk)) {
      for (const choice of listOf(one.choices)) events += this.writeChoice(fieldsOf(choice));
    }
    return events;
  }

  end(end: AnswerEnd): string {
    if (this.hasEnded) return '';
    this.hasEnded = true;
    if (!end.wantsUsage && !asksForUsage(this.facts)) return DONE;
    return usageEvent(completionHead(this.facts), openAiUsage(end.usage), end) + DONE;
  }

  fail(error: GatewayError): string {
    if (this.hasEnded) return '';
    this.hasEnded = true;
    return errorEvent(error);
  }

  private writeChoice(choice: Fields): string {
    const delta = fieldsOf(choice.delta);
    const text = textOf(delta.content) + (textOrNull(delta.refusal) ?? '');
    const isLast = choice.finish_reason !== null && choice.finish_reason !== undefined;
    if (text === '' && !isLast) return '';
    const index = typeof choice.index === 'number' ? choice.index : 0;
    const finish = isLast ? completionFinish(choice.finish_reason) : null;
    return `${this.head}${JSON.stringify({ text, index, logprobs: null, finish_reason: finish })}${this.tail}`;
  }
}
