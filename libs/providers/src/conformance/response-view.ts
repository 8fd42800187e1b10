import { type JsonRecord, listOf, recordOf } from '../json/json.ts';
import { type ClientView, parseBody, readEvents, ViewBuilder } from './view-builder.ts';

/** Reads a `response`, or what compacting gave. */
export function viewOfResponse(body: Uint8Array): ClientView {
  const view = new ViewBuilder();
  const response = recordOf(parseBody(body));
  for (const [place, item] of listOf(response.output).map(recordOf).entries()) readItem(view, String(place), item);
  readStatus(view, response);
  return view.result();
}

/** Reads a stream of response events, whose names must be their types. */
export function viewOfResponseStream(bytes: Uint8Array): ClientView {
  const view = new ViewBuilder();
  readEvents(bytes, view, (event, name) => {
    if (name !== undefined && name !== event.type) view.problems.push(`event ${name} is of type ${event.type}`);
    const place = String(event.output_index);
    const item = recordOf(event.item);
    const { type, delta } = event;
    if (type === 'response.output_item.added' && item.type === 'function_call') view.call(place, named(item));
    if (type === 'response.output_text.delta') view.text += String(delta);
    if (type === 'response.reasoning_summary_text.delta') view.reasoning += String(delta);
    if (type === 'response.function_call_arguments.delta') view.call(place, { arguments: delta });
    if (type === 'response.completed' || type === 'response.incomplete') readStatus(view, recordOf(event.response));
  });
  return view.result();
}

function readItem(view: ViewBuilder, place: string, item: JsonRecord): void {
  if (item.type === 'function_call') view.call(place, { ...named(item), arguments: item.arguments });
  if (item.type === 'message' && item.role === 'assistant') {
    for (const part of listOf(item.content).map(recordOf)) {
      if (part.type === 'output_text') view.text += String(part.text);
    }
  }
  for (const part of listOf(item.summary).map(recordOf)) view.reasoning += String(part.text);
}

function named(item: JsonRecord): { id: unknown; name: unknown } {
  return { id: item.call_id, name: item.name };
}

function readStatus(view: ViewBuilder, response: JsonRecord): void {
  const hasCall = listOf(response.output).some((item) => recordOf(item).type === 'function_call');
  if (response.status === 'completed') view.finish.push(hasCall ? 'tool_calls' : 'stop');
  if (response.status !== 'incomplete') return;
  view.finish.push(recordOf(response.incomplete_details).reason === 'content_filter' ? 'content_filter' : 'length');
}
