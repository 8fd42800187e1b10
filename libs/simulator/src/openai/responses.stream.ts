import { chunksOf } from '../generator/chunks.ts';
import { isRecord } from '../generator/json.ts';
import type { Reply, StreamEvent } from '../server/wire.ts';
import { outputItems, responseObject } from './responses.response.ts';

/** The events of a Responses stream; usage stands in the last one (`response.completed` or `response.incomplete`). */
export function responsesStream(reply: Reply): StreamEvent[] {
  const writer = new ResponsesStreamWriter(reply);
  writer.push('response.created', { response: responseObject(reply, 'in_progress') });
  writer.push('response.in_progress', { response: responseObject(reply, 'in_progress') });
  for (const [index, item] of outputItems(reply).entries()) writer.item(index, item);
  writer.finish();
  return writer.events;
}

class ResponsesStreamWriter {
  readonly events: StreamEvent[] = [];
  readonly #reply: Reply;
  #sequence = 0;
  #generated = 0;

  constructor(reply: Reply) {
    this.#reply = reply;
  }

  push(type: string, fields: object, flags: { isContent?: boolean; hasUsage?: boolean } = {}): void {
    const data = JSON.stringify({ type, sequence_number: this.#sequence, ...fields });
    this.#sequence += 1;
    this.events.push({
      data: `event: ${type}\ndata: ${data}\n\n`,
      generatedTokens: this.#generated,
      isContent: flags.isContent ?? false,
      hasUsage: flags.hasUsage ?? false,
    });
  }

  item(outputIndex: number, item: object): void {
    if (!isRecord(item)) return;
    const isMessage = item.type === 'message';
    const empty = isMessage ? { content: [] } : item.type === 'function_call' ? { arguments: '' } : {};
    const started = item.type === 'reasoning' ? item : { ...item, status: 'in_progress', ...empty };
    this.push('response.output_item.added', { output_index: outputIndex, item: started });
    if (isMessage) this.#text({ item_id: item.id, output_index: outputIndex, content_index: 0 });
    if (item.type === 'function_call') this.#arguments(item, { item_id: item.id, output_index: outputIndex });
    this.push('response.output_item.done', { output_index: outputIndex, item });
  }

  finish(): void {
    const { choices, isUsageOmitted, usage } = this.#reply;
    this.#generated = usage.completionTokens;
    const type = choices[0]?.finish === 'length' ? 'response.incomplete' : 'response.completed';
    this.push(type, { response: responseObject(this.#reply, 'finished') }, { hasUsage: !isUsageOmitted });
  }

  #text(place: object): void {
    const part = { type: 'output_text', annotations: [], logprobs: [], text: '' };
    this.push('response.content_part.added', { ...place, part });
    const [choice] = this.#reply.choices;
    for (const chunk of this.#chunks()) {
      if (chunk.kind !== 'text') continue;
      this.#generated = chunk.generatedTokens;
      this.push('response.output_text.delta', { ...place, delta: chunk.text, logprobs: [] }, { isContent: true });
    }
    this.push('response.output_text.done', { ...place, text: choice?.text ?? '', logprobs: [] });
    this.push('response.content_part.done', { ...place, part: { ...part, text: choice?.text ?? '' } });
  }

  #arguments(item: Readonly<Record<string, unknown>>, place: object): void {
    this.#generated = this.#reply.usage.completionTokens;
    this.push('response.function_call_arguments.delta', { ...place, delta: item.arguments }, { isContent: true });
    this.push('response.function_call_arguments.done', { ...place, name: item.name, arguments: item.arguments });
  }

  #chunks() {
    const [choice] = this.#reply.choices;
    if (choice === undefined) return [];
    const { chunkTokens, model } = this.#reply;
    return chunksOf({ choice, chunkTokens, tokenFactor: model.tokenFactor });
  }
}
