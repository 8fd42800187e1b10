import type { GatewayError } from '@llm-cost-optimizer/contracts';
import { CallTracker } from '../common/call-tracker.ts';
import { finishOf, reasoningOf, textOf } from '../common/chat-answer.ts';
import { fieldsOf, listOf, textOrNull } from '../common/json.ts';
import { ChunkReader } from '../common/sse.ts';
import type { AnswerEnd, AnswerFacts, Fields, SurfaceStream } from '../surface.ts';
import { closing, toOllamaCall } from './ollama.answer.ts';
import { errorLine } from './ollama.errors.ts';
import { type AnswerForm, answerHead, NO_WORDS, type Words } from './ollama.form.ts';
import { lineOf } from './ollama.lines.ts';

/** Writes the lines of an answer, word by word. Calls of functions come whole, as Ollama sends them. */
export class OllamaStream implements SurfaceStream {
  private readonly form: AnswerForm;
  private readonly head: Fields;
  private readonly reader = new ChunkReader();
  private readonly tracker = new CallTracker();
  private readonly calls: { readonly id: string; readonly name: string; arguments: string }[] = [];
  private finishReason: unknown = null;
  private isRefused = false;
  private hasEnded = false;

  constructor(form: AnswerForm, facts: AnswerFacts) {
    this.form = form;
    this.head = answerHead(facts);
  }

  push(chunk: Uint8Array | Fields): string {
    if (this.hasEnded) return '';
    let lines = '';
    for (const one of this.reader.read(chunk)) lines += this.readChunk(one);
    return lines;
  }

  end(end: AnswerEnd): string {
    if (this.hasEnded) return '';
    const calls = this.writeCalls();
    this.hasEnded = true;
    const finish = this.isRefused ? 'filtered' : finishOf(this.finishReason, this.tracker.hasCalls);
    const last = { ...this.head, ...this.form.write(NO_WORDS), ...closing(finish, end) };
    return calls + lineOf(end.lco === null ? last : { ...last, lco: end.lco });
  }

  fail(error: GatewayError): string {
    if (this.hasEnded) return '';
    this.hasEnded = true;
    return errorLine(error);
  }

  private readChunk(chunk: Fields): string {
    const choice = fieldsOf(listOf(chunk.choices)[0]);
    if (typeof choice.index === 'number' && choice.index !== 0) return '';
    const delta = fieldsOf(choice.delta);
    const refusal = textOrNull(delta.refusal) ?? '';
    if (refusal !== '') this.isRefused = true;
    const text = textOf(delta.content) + refusal;
    const thinking = reasoningOf(delta);
    const logprobs = listOf(fieldsOf(choice.logprobs).content);
    const lines = text === '' && thinking === '' ? '' : this.write({ text, thinking, calls: [] }, logprobs);
    for (const piece of listOf(delta.tool_calls)) this.addCall(fieldsOf(piece));
    if (choice.finish_reason === null || choice.finish_reason === undefined) return lines;
    this.finishReason = choice.finish_reason;
    return lines + this.writeCalls();
  }

  private addCall(fields: Fields): void {
    const piece = this.tracker.read(fields);
    if (piece === null) return;
    const { id, name, index } = piece.call;
    const call = this.calls[index] ?? { id, name, arguments: '' };
    call.arguments += piece.arguments;
    this.calls[index] = call;
  }

  private writeCalls(): string {
    if (this.calls.length === 0) return '';
    const calls = this.calls.map(toOllamaCall);
    this.calls.length = 0;
    return this.write({ ...NO_WORDS, calls });
  }

  private write(words: Words, logprobs: readonly unknown[] = []): string {
    const line = { ...this.head, ...this.form.write(words), done: false };
    return lineOf(logprobs.length === 0 ? line : { ...line, logprobs });
  }
}
