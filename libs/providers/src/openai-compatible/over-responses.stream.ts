import type { ProviderFailure, StreamDecoder, StreamStep, TokenUsage } from '@llm-cost-optimizer/contracts';
import { ANSWER_FAILURES } from '../failure/answer-failures.ts';
import { classifyEvent } from '../failure/classify.ts';
import { isErrorRecord, readErrorRecord } from '../failure/error-body.ts';
import { type JsonRecord, listOf, parseRecord, recordOf, textOrNull } from '../json/json.ts';
import { ForwardBuffer } from '../sse/forward-buffer.ts';
import { type SseEvent, SseReader } from '../sse/sse-reader.ts';
import { type ChatCall, callOf, toToolCall } from './over-responses.response.ts';
import { ResponseFacts } from './responses.stream.ts';

const DONE = '[DONE]';
const NO_LOGPROBS: readonly unknown[] = Object.freeze([]);

/** A call of the stream that is being written. */
interface OpenCall {
  readonly index: number;
  readonly type: ChatCall['type'];
  hasInput: boolean;
}

/** Translates events of the Responses API into `chat.completion.chunk`s, event by event; nothing is collected. */
export class ResponseChunkDecoder implements StreamDecoder {
  private readonly facts = new ResponseFacts();
  private readonly reader = new SseReader();
  private readonly out = new ForwardBuffer();
  /** By the place of their items in the output. */
  private readonly calls = new Map<unknown, OpenCall>();
  /** `data: {"id":…,"choices":[{"index":0,"delta":`, which all chunks of the answer begin with. */
  private head = '';
  private hasEvents = false;
  private error: ProviderFailure | null = null;

  get hasContent(): boolean {
    return this.facts.hasContent;
  }

  get isFinished(): boolean {
    return this.facts.isFinished;
  }

  get isTerminated(): boolean {
    return this.facts.isTerminated;
  }

  get usage(): TokenUsage | null {
    return this.facts.usage;
  }

  get sentUsage(): unknown {
    return this.facts.sentUsage;
  }

  get model(): string | null {
    return this.facts.model;
  }

  get finishReason(): string | null {
    return this.facts.finishReason;
  }

  get serviceTier(): string | null {
    return this.facts.serviceTier;
  }

  get outputChars(): number {
    return this.facts.outputChars;
  }

  get chunkId(): string | null {
    return this.facts.chunkId;
  }

  get created(): number | null {
    return this.facts.created;
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
    for (const event of this.reader.end()) this.readEvent(event, ANSWER_FAILURES.cut);
    if (!this.isFinished) this.error ??= this.hasEvents ? ANSWER_FAILURES.cut : ANSWER_FAILURES.notAStream;
    return { forward: this.out.take(), error: this.error };
  }

  private readEvent({ data }: SseEvent, ifBroken: ProviderFailure): void {
    this.hasEvents = true;
    if (this.isTerminated || data.startsWith(DONE)) return;
    const event = parseRecord(data);
    if (event === null) {
      this.error = ifBroken;
      return;
    }
    const verdict = isErrorRecord(event) ? classifyEvent(readErrorRecord(event)) : this.facts.read(event);
    if (typeof verdict === 'string') this.translate(event);
    else this.error = verdict;
  }

  private translate(event: JsonRecord): void {
    switch (event.type) {
      case 'response.output_text.delta':
        this.sendText('content', event.delta, listOf(event.logprobs));
        break;
      case 'response.refusal.delta':
        this.sendText('refusal', event.delta);
        break;
      case 'response.reasoning_summary_text.delta':
      case 'response.reasoning_text.delta':
        this.sendText('reasoning_content', event.delta);
        break;
      case 'response.output_item.added':
        this.startCall(event.output_index, recordOf(event.item));
        break;
      case 'response.function_call_arguments.delta':
      case 'response.custom_tool_call_input.delta':
        this.sendInput(event.output_index, event.delta);
        break;
      case 'response.output_item.done':
        this.endCall(event.output_index, recordOf(event.item));
        break;
      case 'response.completed':
      case 'response.incomplete':
        this.send({}, this.finishReason);
        break;
      default:
        break;
    }
  }

  private startCall(place: unknown, item: JsonRecord): void {
    const call = callOf(item);
    if (call === null) return;
    const opened = { index: this.calls.size, type: call.type, hasInput: call.input !== '' };
    this.calls.set(place, opened);
    this.send({ tool_calls: [{ index: opened.index, ...toToolCall(call) }] });
  }

  private sendInput(place: unknown, input: unknown): void {
    const call = this.calls.get(place);
    const text = textOrNull(input);
    if (call === undefined || text === null) return;
    call.hasInput = true;
    const piece = call.type === 'custom' ? { custom: { input: text } } : { function: { arguments: text } };
    this.send({ tool_calls: [{ index: call.index, ...piece }] });
  }

  /** A call may come whole, without deltas. */
  private endCall(place: unknown, item: JsonRecord): void {
    const whole = callOf(item);
    if (whole === null) return;
    if (!this.calls.has(place)) this.startCall(place, item);
    else if (this.calls.get(place)?.hasInput === false) this.sendInput(place, whole.input);
  }

  private sendText(field: 'content' | 'reasoning_content' | 'refusal', text: unknown, logprobs = NO_LOGPROBS): void {
    if (textOrNull(text) !== null) this.send({ [field]: text }, null, logprobs);
  }

  private send(delta: JsonRecord, finish: string | null = null, logprobs = NO_LOGPROBS): void {
    if (this.head === '') this.start();
    const told = logprobs.length === 0 ? null : { content: logprobs, refusal: null };
    const tail = `,"logprobs":${JSON.stringify(told)},"finish_reason":${JSON.stringify(finish)}}]}\n\n`;
    this.out.addText(`${this.head}${JSON.stringify(delta)}${tail}`);
  }

  private start(): void {
    const head = {
      id: this.chunkId ?? 'resp_unknown',
      object: 'chat.completion.chunk',
      created: this.created ?? 0,
      model: this.model ?? '',
    };
    this.head = `data: ${JSON.stringify(head).slice(0, -1)},"choices":[{"index":0,"delta":`;
    this.send({ role: 'assistant', content: '', refusal: null });
  }
}
