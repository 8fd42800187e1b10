import { type JsonRecord, listOf, recordOf, textOrNull } from '../json/json.ts';
import { type ClientView, parseBody, ViewBuilder } from './view-builder.ts';

/** Reads an answer of `/api/chat` or `/api/generate`. */
export function viewOfOllama(body: Uint8Array): ClientView {
  const view = new ViewBuilder();
  read(view, recordOf(parseBody(body)));
  return view.result();
}

/** Reads lines as the official client does: every one must be an object. */
export function viewOfOllamaStream(bytes: Uint8Array): ClientView {
  const view = new ViewBuilder();
  const lines = Buffer.from(bytes).toString('utf8').split('\n');
  if (lines.pop() !== '') view.problems.push('a line without its end');
  for (const line of lines) read(view, recordOf(JSON.parse(line)));
  return view.result();
}

function read(view: ViewBuilder, record: JsonRecord): void {
  const message = record.message === undefined ? record : recordOf(record.message);
  view.text += textOrNull(record.response ?? message.content) ?? '';
  view.reasoning += textOrNull(message.thinking) ?? '';
  for (const one of listOf(message.tool_calls).map(recordOf)) {
    const call = recordOf(one.function);
    view.call(String(view.result().calls.length), { ...call, id: one.id, arguments: JSON.stringify(call.arguments) });
  }
  if (record.done !== true) return;
  const reason = textOrNull(record.done_reason) ?? 'stop';
  view.finish.push(reason === 'stop' && view.has('0') ? 'tool_calls' : reason);
}
