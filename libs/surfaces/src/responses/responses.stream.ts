import type { GatewayError } from '@llm-cost-optimizer/contracts';
import { CallTracker } from '../common/call-tracker.ts';
import { annotationsOf, finishOf, reasoningOf, textOf } from '../common/chat-answer.ts';
import { fieldsOf, listOf, textOrNull } from '../common/json.ts';
import { ChunkReader } from '../common/sse.ts';
import type { AnswerEnd, AnswerFacts, Fields, SurfaceStream } from '../surface.ts';
import { errorEventFields } from './responses.errors.ts';
import { EventWriter } from './responses.events.ts';
import { endStatus, ResponseWriter } from './responses.object.ts';
import { OutputWriter } from './responses.output.ts';

/**
 * Writes the events of a response. Deltas go out as they come; the texts are joined besides, because the closing events
 * of this API repeat them in full.
 */
export class ResponsesStream implements SurfaceStream {
  private readonly reader = new ChunkReader();
  private readonly tracker = new CallTracker();
  private readonly events = new EventWriter();
  private readonly response: ResponseWriter;
  private readonly output: OutputWriter;
  private hasStarted = false;
  private hasEnded = false;
  private finishReason: unknown = null;

  constructor(facts: AnswerFacts) {
    this.response = new ResponseWriter(facts);
    this.output = new OutputWriter(this.events, (prefix, index) => this.response.itemId(prefix, index));
  }

  push(chunk: Uint8Array | Fields): string {
    if (this.hasEnded) return '';
    let events = '';
    for (const one of this.reader.read(chunk)) events += this.readChunk(one);
    return events;
  }

  end(end: AnswerEnd): string {
    if (this.hasEnded) return '';
    const finish = finishOf(this.finishReason, this.tracker.hasCalls);
    const status = endStatus(finish);
    const events = this.start() + this.output.close(status);
    this.hasEnded = true;
    const response = this.response.write({ kind: 'ended', finish, end }, this.output.items());
    return events + this.events.response(`response.${status}`, response);
  }

  fail(error: GatewayError): string {
    if (this.hasEnded) return '';
    const events = this.start();
    this.hasEnded = true;
    const failure = this.events.write('error', JSON.stringify(errorEventFields(error)).slice(1, -1));
    const response = this.response.write({ kind: 'failed', error }, this.output.items());
    return events + failure + this.events.response('response.failed', response);
  }

  private start(): string {
    if (this.hasStarted) return '';
    this.hasStarted = true;
    const response = this.response.write({ kind: 'in_progress' }, []);
    return this.events.response('response.created', response) + this.events.response('response.in_progress', response);
  }

  private readChunk(chunk: Fields): string {
    const choice = fieldsOf(listOf(chunk.choices)[0]);
    if (typeof choice.index === 'number' && choice.index !== 0) return '';
    const delta = fieldsOf(choice.delta);
    let events = this.start();
    const reasoning = reasoningOf(delta);
    if (reasoning !== '') events += this.output.reasoning(reasoning);
    const text = textOf(delta.content);
    if (text !== '') events += this.output.text(text, listOf(fieldsOf(choice.logprobs).content));
    events += this.output.annotations(annotationsOf(delta));
    const refusal = textOrNull(delta.refusal);
    if (refusal !== null) events += this.output.refusal(refusal);
    for (const fields of listOf(delta.tool_calls)) {
      const piece = this.tracker.read(fieldsOf(fields));
      if (piece !== null) events += this.output.call(piece);
    }
    if (choice.finish_reason !== null && choice.finish_reason !== undefined) {
      this.finishReason = choice.finish_reason;
      events += this.output.close(endStatus(finishOf(this.finishReason, this.tracker.hasCalls)));
    }
    return events;
  }
}
