import { type JsonRecord, listOf, recordOf } from '../json/json.ts';
import { type ClientView, parseBody, readEvents, ViewBuilder } from './view-builder.ts';

/** The documented stop reasons in the words of chat completions. */
export const STOP_REASONS: Readonly<Record<string, string>> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  pause_turn: 'stop',
  max_tokens: 'length',
  tool_use: 'tool_calls',
  refusal: 'content_filter',
};

/** Reads a `message`. */
export function viewOfMessage(body: Uint8Array): ClientView {
  const view = new ViewBuilder();
  const message = recordOf(parseBody(body));
  for (const [place, block] of listOf(message.content).map(recordOf).entries()) {
    if (typeof block.text === 'string') view.text += block.text;
    if (typeof block.thinking === 'string') view.reasoning += block.thinking;
    if (block.type === 'tool_use')
      view.call(String(place), { ...named(block), arguments: JSON.stringify(block.input) });
  }
  readStop(view, message.stop_reason);
  return view.result();
}

/** Reads a stream of message events, whose names must be their types. */
export function viewOfMessageStream(bytes: Uint8Array): ClientView {
  const view = new ViewBuilder();
  readEvents(bytes, view, (event, name) => {
    if (name !== undefined && name !== event.type) view.problems.push(`event ${name} is of type ${event.type}`);
    const place = String(event.index);
    const block = recordOf(event.content_block);
    const delta = recordOf(event.delta);
    if (event.type === 'content_block_start' && block.type === 'tool_use') view.call(place, named(block));
    for (const part of [block, delta]) {
      if (typeof part.text === 'string') view.text += part.text;
      if (typeof part.thinking === 'string') view.reasoning += part.thinking;
    }
    if (delta.type === 'input_json_delta' && view.has(place)) view.call(place, { arguments: delta.partial_json });
    if (event.type === 'message_delta') readStop(view, delta.stop_reason);
  });
  view.fillArguments();
  return view.result();
}

function named(block: JsonRecord): { id: unknown; name: unknown } {
  return { id: block.id, name: block.name };
}

function readStop(view: ViewBuilder, reason: unknown): void {
  if (typeof reason === 'string') view.finish.push(STOP_REASONS[reason] ?? reason);
}
