import type { ProviderFailure, StreamDecoder, StreamStep, TokenUsage } from '@llm-cost-optimizer/contracts';
import { ANSWER_FAILURES } from '../failure/answer-failures.ts';
import { classifyEvent } from '../failure/classify.ts';
import { isErrorRecord, readErrorRecord } from '../failure/error-body.ts';
import { countOrNull, isRecord, type JsonRecord, listOf, parseRecord, recordOf, textOrNull } from '../json/json.ts';
import { ForwardBuffer } from '../sse/forward-buffer.ts';
import { type SseEvent, SseReader } from '../sse/sse-reader.ts';
import { toAnnotations } from './anthropic.citations.ts';
import { finishReasonOf } from './anthropic.schema.ts';
import { mergeUsage, readAnthropicUsage, serviceTierOf, tellsOutput } from './anthropic.usage.ts';

/** A function call of the stream that is being written. */
interface OpenCall {
  /** Place among the calls of the answer: blocks count texts and thoughts too. */
  readonly index: number;
  readonly input: JsonRecord;
  hasArguments: boolean;
}

/** Translates a stream of the Messages API into `chat.completion.chunk`s, event by event; nothing is collected. */
export class MessageStreamDecoder implements StreamDecoder {
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
  readonly created: number;
  private readonly reader = new SseReader();
  private readonly out = new ForwardBuffer();
  private readonly openCalls = new Map<number, OpenCall>();
  private callCount = 0;
  private textLength = 0;
  /** Where the text of the block under way began, and what it cites. */
  private blockStart = 0;
  private citations: JsonRecord[] = [];
  private hasOutputCount = false;
  private usageFields: JsonRecord = {};
  /** `{"id":…,"model":…,"choices":[{"index":0,"delta":`, which all chunks of the answer begin with. */
  private head = '';
  private hasEvents = false;
  private error: ProviderFailure | null = null;

  constructor(nowMs: number) {
    this.created = Math.floor(nowMs / 1_000);
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
    if (this.isTerminated) return;
    const event = parseRecord(data);
    if (event === null) {
      this.error = ifBroken;
      return;
    }
    if (isErrorRecord(event)) {
      this.error = classifyEvent(readErrorRecord(event));
      return;
    }
    switch (event.type) {
      case 'message_start':
        this.start(recordOf(event.message));
        break;
      case 'content_block_start':
        this.startBlock(countOrNull(event.index) ?? 0, recordOf(event.content_block));
        break;
      case 'content_block_delta':
        this.readDelta(countOrNull(event.index) ?? 0, recordOf(event.delta));
        break;
      case 'content_block_stop':
        this.stopBlock(countOrNull(event.index) ?? 0);
        break;
      case 'message_delta':
        this.finish(event);
        break;
      case 'message_stop':
        this.isTerminated = true;
        break;
      default:
        // `ping` and kinds to come, which the API's versioning rules allow at any time.
        break;
    }
  }

  private start(message: JsonRecord): void {
    this.chunkId = textOrNull(message.id) ?? 'msg_unknown';
    this.model = textOrNull(message.model);
    this.readUsage(message.usage);
    const head = { id: this.chunkId, object: 'chat.completion.chunk', created: this.created, model: this.model ?? '' };
    this.head = `data: ${JSON.stringify(head).slice(0, -1)},"choices":[{"index":0,"delta":`;
    this.send('{"role":"assistant","content":""}');
  }

  private startBlock(index: number, block: JsonRecord): void {
    if (block.type === 'tool_use') {
      const call = { index: this.callCount, input: recordOf(block.input), hasArguments: false };
      this.callCount += 1;
      this.openCalls.set(index, call);
      const name = textOrNull(block.name) ?? '';
      this.outputChars += name.length;
      this.hasContent = true;
      const opened = { index: call.index, id: block.id, type: 'function', function: { name, arguments: '' } };
      this.send(`{"tool_calls":[${JSON.stringify(opened)}]}`);
      return;
    }
    this.blockStart = this.textLength;
    this.citations = listOf(block.citations).map(recordOf);
    this.readDelta(index, { type: `${block.type}_delta`, text: block.text, thinking: block.thinking });
  }

  private readDelta(index: number, delta: JsonRecord): void {
    if (delta.type === 'text_delta') this.sendText('content', delta.text);
    else if (delta.type === 'thinking_delta') this.sendText('reasoning_content', delta.thinking);
    else if (delta.type === 'citations_delta') this.citations.push(recordOf(delta.citation));
    else if (delta.type === 'input_json_delta') this.sendArguments(index, delta.partial_json);
  }

  private stopBlock(index: number): void {
    this.sendCitations();
    const call = this.openCalls.get(index);
    if (call === undefined) return;
    // A call without arguments, or with all of them in its first event, has no delta; clients parse what they get.
    if (!call.hasArguments) this.sendArguments(index, JSON.stringify(call.input));
    this.openCalls.delete(index);
  }

  private finish(event: JsonRecord): void {
    this.readUsage(event.usage);
    if (tellsOutput(event)) this.hasOutputCount = true;
    // Without it there is no count to go by: an estimate comes nearer than the one token of the beginning.
    else if (!this.hasOutputCount) this.usage = null;
    const delta = recordOf(event.delta);
    const stopReason = textOrNull(delta.stop_reason);
    if (stopReason === null || this.isFinished) return;
    if (stopReason === 'refusal') {
      const text = textOrNull(recordOf(delta.stop_details).explanation) ?? 'The model declined to answer this request.';
      this.sendText('refusal', text);
    }
    this.finishReason = finishReasonOf(stopReason);
    this.isFinished = true;
    this.hasContent = true;
    this.send('{}', this.finishReason);
  }

  private readUsage(usage: unknown): void {
    if (!isRecord(usage)) return;
    this.usageFields = mergeUsage(this.usageFields, usage);
    this.sentUsage = this.usageFields;
    // `message_start` has the prompt's final counts and one output token: what a stream that breaks is estimated from.
    this.usage = readAnthropicUsage(this.usageFields);
    this.serviceTier = serviceTierOf(this.usageFields);
  }

  private sendCitations(): void {
    const passage = { start: this.blockStart, end: this.textLength };
    const annotations = this.citations.flatMap((citation) => toAnnotations(citation, passage));
    this.citations = [];
    if (annotations.length > 0) this.send(JSON.stringify({ annotations }));
  }

  private sendText(field: 'content' | 'reasoning_content' | 'refusal', text: unknown): void {
    if (typeof text !== 'string' || text === '') return;
    this.outputChars += text.length;
    if (field === 'content') this.textLength += text.length;
    this.hasContent = true;
    this.send(`{"${field}":${JSON.stringify(text)}}`);
  }

  private sendArguments(index: number, json: unknown): void {
    const call = this.openCalls.get(index);
    if (call === undefined || typeof json !== 'string' || json === '') return;
    call.hasArguments = true;
    this.outputChars += json.length;
    this.send(`{"tool_calls":[{"index":${call.index},"function":{"arguments":${JSON.stringify(json)}}}]}`);
  }

  private send(delta: string, finish: string | null = null): void {
    // Content without `message_start` before it is no stream of this API.
    if (this.head === '') {
      this.error = ANSWER_FAILURES.badEvent;
      return;
    }
    this.out.addText(`${this.head}${delta},"logprobs":null,"finish_reason":${JSON.stringify(finish)}}]}\n\n`);
  }
}
