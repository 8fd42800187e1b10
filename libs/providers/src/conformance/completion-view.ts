import { listOf, recordOf } from '../json/json.ts';
import { type ClientView, parseBody, readEvents, ViewBuilder } from './view-builder.ts';

/** Reads a `text_completion`. */
export function viewOfCompletion(body: Uint8Array): ClientView {
  const view = new ViewBuilder();
  readChoices(view, parseBody(body));
  return view.result();
}

/** Reads a stream of chunks; one without choices is a usage chunk that the client did not ask for. */
export function viewOfCompletionStream(bytes: Uint8Array): ClientView {
  const view = new ViewBuilder();
  readEvents(bytes, view, (chunk) => {
    if (listOf(chunk.choices).length === 0 && chunk.type !== 'ping') view.problems.push('a chunk without choices');
    readChoices(view, chunk);
  });
  return view.result();
}

function readChoices(view: ViewBuilder, record: unknown): void {
  for (const choice of listOf(recordOf(record).choices).map(recordOf)) {
    if (typeof choice.text === 'string') view.text += choice.text;
    if (typeof choice.finish_reason === 'string') view.finish.push(choice.finish_reason);
  }
}
