import { type AnswerChunk, chunksOf } from '../generator/chunks.ts';
import type { Reply, StreamEvent } from '../server/wire.ts';
import { anthropicUsage, messageHead, outputDetails, signatureOf, stopReason, toolUseId } from './messages.response.ts';

/** The events of a Messages stream. Usage comes twice: input in `message_start`, the final figures in `message_delta`. */
export function anthropicStream(reply: Reply): StreamEvent[] {
  const writer = new MessageStreamWriter(reply);
  writer.start();
  const [choice] = reply.choices;
  if (choice !== undefined) {
    for (const chunk of chunksOf({ choice, chunkTokens: reply.chunkTokens, tokenFactor: reply.model.tokenFactor })) {
      writer.chunk(chunk);
    }
  }
  writer.finish();
  return writer.events;
}

class MessageStreamWriter {
  readonly events: StreamEvent[] = [];
  readonly #reply: Reply;
  #open: 'thinking' | 'text' | 'tool' | null = null;
  #index = -1;
  #generated = 0;

  constructor(reply: Reply) {
    this.#reply = reply;
  }

  start(): void {
    const { usage, isUsageOmitted } = this.#reply;
    const message = {
      ...messageHead(this.#reply),
      content: [],
      stop_reason: null,
      stop_sequence: null,
      stop_details: null,
      usage: isUsageOmitted ? undefined : { ...anthropicUsage(usage, 1), output_tokens_details: undefined },
    };
    this.#push('message_start', JSON.stringify({ type: 'message_start', message }));
  }

  chunk(chunk: AnswerChunk): void {
    this.#generated = chunk.generatedTokens;
    switch (chunk.kind) {
      case 'reasoning':
        this.#openBlock('thinking', { type: 'thinking', thinking: '', signature: '' });
        this.#delta(`{"type":"thinking_delta","thinking":${JSON.stringify(chunk.text)}}`);
        return;
      case 'text':
        this.#openBlock('text', { type: 'text', text: '' });
        this.#delta(`{"type":"text_delta","text":${JSON.stringify(chunk.text)}}`);
        return;
      case 'callStart': {
        const id = toolUseId(this.#reply, chunk.callIndex);
        this.#closeBlock();
        this.#openBlock('tool', { type: 'tool_use', id, name: chunk.name, input: {}, caller: { type: 'direct' } });
        this.#delta('{"type":"input_json_delta","partial_json":""}');
        return;
      }
      case 'callArguments':
        this.#delta(`{"type":"input_json_delta","partial_json":${JSON.stringify(chunk.text)}}`);
    }
  }

  finish(): void {
    const { choices, usage, isUsageOmitted } = this.#reply;
    const [choice] = choices;
    this.#closeBlock();
    this.#generated = usage.completionTokens;
    const full = anthropicUsage(usage, usage.completionTokens);
    const delta = {
      stop_reason: stopReason(choice?.finish ?? 'stop'),
      stop_sequence: choice?.stopSequence ?? null,
      stop_details: null,
    };
    const finalUsage = {
      input_tokens: full.input_tokens,
      cache_creation_input_tokens: full.cache_creation_input_tokens,
      cache_read_input_tokens: full.cache_read_input_tokens,
      output_tokens: full.output_tokens,
      ...outputDetails(usage),
    };
    const event = { type: 'message_delta', delta, usage: isUsageOmitted ? undefined : finalUsage };
    this.#push('message_delta', JSON.stringify(event), { hasUsage: !isUsageOmitted });
    this.#push('message_stop', '{"type":"message_stop"}');
  }

  #openBlock(kind: 'thinking' | 'text' | 'tool', block: object): void {
    if (this.#open === kind) return;
    this.#closeBlock();
    this.#open = kind;
    this.#index += 1;
    this.#push(
      'content_block_start',
      `{"type":"content_block_start","index":${this.#index},"content_block":${JSON.stringify(block)}}`,
    );
    if (this.#index === 0) this.#push('ping', '{"type": "ping"}');
  }

  #closeBlock(): void {
    if (this.#open === null) return;
    if (this.#open === 'thinking')
      this.#delta(`{"type":"signature_delta","signature":"${signatureOf(this.#reply)}"}`, false);
    this.#push('content_block_stop', `{"type":"content_block_stop","index":${this.#index}}`);
    this.#open = null;
  }

  #delta(delta: string, isContent = true): void {
    this.#push('content_block_delta', `{"type":"content_block_delta","index":${this.#index},"delta":${delta}}`, {
      isContent,
    });
  }

  #push(event: string, data: string, { isContent = false, hasUsage = false } = {}): void {
    this.events.push({
      data: `event: ${event}\ndata: ${data}\n\n`,
      generatedTokens: this.#generated,
      isContent,
      hasUsage,
    });
  }
}
