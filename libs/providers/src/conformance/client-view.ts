import { type JsonRecord, listOf, recordOf } from '../json/json.ts';
import { type ClientView, parseBody, readEvents, ViewBuilder } from './view-builder.ts';

/** Reads a `chat.completion`. */
export function viewOfAnswer(body: Uint8Array): ClientView {
  const view = new ViewBuilder();
  for (const one of listOf(recordOf(parseBody(body)).choices)) {
    const choice = recordOf(one);
    readChoice(view, choice, recordOf(choice.message));
  }
  return view.result();
}

/** Reads a stream of chunks: each must have choices, and no character may be broken. */
export function viewOfStream(bytes: Uint8Array): ClientView {
  const view = new ViewBuilder();
  readEvents(bytes, view, (chunk) => {
    const choices = listOf(chunk.choices);
    if (choices.length === 0) view.problems.push('a chunk without choices');
    for (const one of choices) {
      const choice = recordOf(one);
      readChoice(view, choice, recordOf(choice.delta));
    }
  });
  return view.result();
}

function readChoice(view: ViewBuilder, choice: JsonRecord, part: JsonRecord): void {
  if (typeof part.content === 'string') view.text += part.content;
  for (const field of ['reasoning', 'reasoning_content']) {
    if (typeof part[field] === 'string') view.reasoning += part[field];
  }
  for (const [place, call] of listOf(part.tool_calls).map(recordOf).entries()) {
    view.call(`${choice.index}/${call.index ?? place}`, { id: call.id, ...recordOf(call.function) });
  }
  if (typeof choice.finish_reason === 'string') view.finish.push(choice.finish_reason);
}
