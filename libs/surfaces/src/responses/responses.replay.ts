import { withExtras } from '../common/extras.ts';
import { fieldsOf, listOf, piecesOf, readAnswer, textOrNull } from '../common/json.ts';
import type { AnswerExtras, Fields } from '../surface.ts';
import { EventWriter, type Place } from './responses.events.ts';

const ENDS: ReadonlySet<unknown> = new Set(['completed', 'incomplete', 'failed']);

/** A stored response as its stream. Items of kinds that have no events of their own come whole. */
export function replayResponse(answer: Uint8Array, extras: AnswerExtras): string {
  const response = withExtras(readAnswer(answer), extras);
  const { usage: _usage, lco: _lco, ...rest } = response;
  const none = { status: 'in_progress', output: [], completed_at: null, error: null, incomplete_details: null };
  const start = JSON.stringify({ ...rest, ...none });
  const status = ENDS.has(response.status) ? String(response.status) : 'completed';
  const events = new EventWriter();
  return [
    events.response('response.created', start),
    events.response('response.in_progress', start),
    ...listOf(response.output).map((item, index) => replayItem(fieldsOf(item), index, events)),
    events.response(`response.${status}`, JSON.stringify(response)),
  ].join('');
}

function replayItem(item: Fields, outputIndex: number, events: EventWriter): string {
  const { start, inner } = splitItem(item, { itemId: String(item.id ?? ''), outputIndex, contentIndex: 0 }, events);
  const opening = events.item('added', outputIndex, JSON.stringify(start));
  return opening + inner() + events.item('done', outputIndex, JSON.stringify(item));
}

/** What the item is announced with, and the events that make it whole. */
function splitItem(item: Fields, place: Place, events: EventWriter): { start: Fields; inner: () => string } {
  if (item.type === 'function_call') {
    return { start: { ...item, arguments: '', status: 'in_progress' }, inner: () => replayCall(item, place, events) };
  }
  const parts = listOf(item.content);
  const isKnown = parts.every((part) => KINDS.has(String(fieldsOf(part).type)));
  if ((item.type === 'message' || item.type === 'reasoning') && isKnown && parts.length > 0) {
    const inner = () =>
      parts.map((part, at) => replayPart(fieldsOf(part), { ...place, contentIndex: at }, events)).join('');
    return { start: { ...item, content: [], status: 'in_progress' }, inner };
  }
  return { start: item, inner: () => '' };
}

function replayCall(item: Fields, place: Place, events: EventWriter): string {
  const text = textOrNull(item.arguments) ?? '';
  const deltas = piecesOf(text).map((delta) => events.call('delta', place, `"delta":${JSON.stringify(delta)}`));
  const fields = `"name":${JSON.stringify(item.name)},"arguments":${JSON.stringify(text)}`;
  return deltas.join('') + events.call('done', place, fields);
}

/** The field with the words, and the events about it, by the type of the part. */
const KINDS: ReadonlyMap<string, { readonly field: string; readonly event: string }> = new Map([
  ['output_text', { field: 'text', event: 'output_text' }],
  ['refusal', { field: 'refusal', event: 'refusal' }],
  ['reasoning_text', { field: 'text', event: 'reasoning_text' }],
]);

function replayPart(part: Fields, place: Place, events: EventWriter): string {
  const kind = KINDS.get(String(part.type));
  if (kind === undefined) return '';
  const { field, event } = kind;
  const isText = event === 'output_text';
  const text = textOrNull(part[field]) ?? '';
  const logprobs = listOf(part.logprobs);
  const empty = { ...part, [field]: '', ...(isText ? { logprobs: [], annotations: [] } : {}) };
  // All log probabilities go with the first piece; clients append them to what they have.
  const logs = (at: number) => (isText ? `,"logprobs":${JSON.stringify(at === 0 ? logprobs : [])}` : '');
  return [
    events.part('added', place, JSON.stringify(empty)),
    ...piecesOf(text).map((delta, at) =>
      events.content(`${event}.delta`, place, `"delta":${JSON.stringify(delta)}${logs(at)}`),
    ),
    events.content(`${event}.done`, place, `"${field}":${JSON.stringify(text)}${logs(0)}`),
    events.part('done', place, JSON.stringify(part)),
  ].join('');
}
