import type { CallPiece } from '../common/call-tracker.ts';
import type { Fields } from '../surface.ts';
import type { EventWriter, Place } from './responses.events.ts';
import {
  callItem,
  type ItemStatus,
  messageItem,
  reasoningItem,
  reasoningPart,
  refusalPart,
  textPart,
  toAnnotation,
} from './responses.items.ts';

type PartKind = 'reasoning' | 'text' | 'refusal';

/** An item of the output with parts: thoughts, or a message. */
interface PartsItem {
  readonly kind: 'reasoning' | 'message';
  readonly id: string;
  readonly outputIndex: number;
  /** JSON of the parts that are whole. */
  readonly parts: string[];
  part: { readonly kind: PartKind; text: string; logprobs: unknown[]; annotations: Fields[] } | null;
}

interface CallItem {
  readonly kind: 'call';
  readonly id: string;
  readonly outputIndex: number;
  readonly callId: string;
  readonly name: string;
  arguments: string;
}

type Item = PartsItem | CallItem;
type Status = Exclude<ItemStatus, 'in_progress'>;

/** Writes the output of a stream, one item after the other, and keeps it for the closing event. */
export class OutputWriter {
  private readonly events: EventWriter;
  private readonly idOf: (prefix: 'msg' | 'fc' | 'rs', index: number) => string;
  private readonly list: Item[] = [];
  private readonly calls = new Map<number, CallItem>();
  private readonly statuses = new Map<number, Status>();
  private open: Item | null = null;

  constructor(events: EventWriter, idOf: (prefix: 'msg' | 'fc' | 'rs', index: number) => string) {
    this.events = events;
    this.idOf = idOf;
  }

  reasoning(delta: string): string {
    return this.addToPart('reasoning', delta, []);
  }

  text(delta: string, logprobs: readonly unknown[]): string {
    return this.addToPart('text', delta, logprobs);
  }

  /** Citations of the text that is being written; without one they cite nothing. */
  annotations(given: readonly Fields[]): string {
    const item = this.open;
    if (item === null || item.kind !== 'message' || item.part?.kind !== 'text') return '';
    const { annotations } = item.part;
    let events = '';
    for (const annotation of given) {
      const fields = `"annotation_index":${annotations.length},"annotation":${JSON.stringify(toAnnotation(annotation))}`;
      events += this.events.content('output_text.annotation.added', placeOf(item), fields);
      annotations.push(annotation);
    }
    return events;
  }

  refusal(delta: string): string {
    return this.addToPart('refusal', delta, []);
  }

  call({ call, isNew, arguments: delta }: CallPiece): string {
    let events = '';
    if (isNew) {
      events = this.close('completed');
      const outputIndex = this.list.length;
      const id = this.idOf('fc', outputIndex);
      const item: CallItem = { kind: 'call', id, outputIndex, callId: call.id, name: call.name, arguments: '' };
      this.calls.set(call.index, item);
      this.list.push(item);
      this.open = item;
      events += this.events.item('added', outputIndex, toJson(item, 'in_progress'));
    }
    const item = this.calls.get(call.index);
    if (item === undefined || delta === '') return events;
    // A late piece of an earlier call is told too: clients find its item by number, and the closing event has it whole.
    item.arguments += delta;
    return events + this.events.call('delta', placeOf(item), `"delta":${JSON.stringify(delta)}`);
  }

  /** Closes the open item, if there is one. */
  close(status: Status): string {
    const item = this.open;
    if (item === null) return '';
    this.open = null;
    this.statuses.set(item.outputIndex, status);
    const events = item.kind === 'call' ? this.finishCall(item) : this.closePart(item);
    return events + this.events.item('done', item.outputIndex, toJson(item, status));
  }

  /** JSON of all items, as far as they have come. */
  items(): string[] {
    return this.list.map((item) => toJson(item, this.statuses.get(item.outputIndex) ?? 'incomplete'));
  }

  private addToPart(kind: PartKind, delta: string, logprobs: readonly unknown[]): string {
    let events = '';
    let item = this.open;
    const itemKind = kind === 'reasoning' ? 'reasoning' : 'message';
    if (item === null || item.kind !== itemKind) {
      events += this.close('completed');
      const outputIndex = this.list.length;
      const id = this.idOf(itemKind === 'message' ? 'msg' : 'rs', outputIndex);
      item = { kind: itemKind, id, outputIndex, parts: [], part: null };
      this.list.push(item);
      this.open = item;
      events += this.events.item('added', outputIndex, toJson(item, 'in_progress'));
    }
    let { part } = item;
    if (part === null || part.kind !== kind) {
      events += this.closePart(item);
      part = { kind, text: '', logprobs: [], annotations: [] };
      item.part = part;
      events += this.events.part('added', placeOf(item), partJson(part));
    }
    part.text += delta;
    for (const one of logprobs) part.logprobs.push(one);
    return events + this.events.content(DELTAS[kind], placeOf(item), deltaFields(kind, delta, logprobs));
  }

  private closePart(item: PartsItem): string {
    const { part } = item;
    if (part === null) return '';
    const { kind, text, logprobs } = part;
    const place = placeOf(item);
    const json = partJson(part);
    item.part = null;
    item.parts.push(json);
    const done = this.events.content(DONES[kind], place, doneFields(kind, text, logprobs));
    return done + this.events.part('done', place, json);
  }

  private finishCall(item: CallItem): string {
    // A call without arguments comes without pieces; clients parse what they get.
    if (item.arguments === '') item.arguments = '{}';
    const fields = `"name":${JSON.stringify(item.name)},"arguments":${JSON.stringify(item.arguments)}`;
    return this.events.call('done', placeOf(item), fields);
  }
}

const DELTAS = { reasoning: 'reasoning_text.delta', text: 'output_text.delta', refusal: 'refusal.delta' };
const DONES = { reasoning: 'reasoning_text.done', text: 'output_text.done', refusal: 'refusal.done' };

function deltaFields(kind: PartKind, delta: string, logprobs: readonly unknown[]): string {
  const field = `"delta":${JSON.stringify(delta)}`;
  return kind === 'text' ? `${field},"logprobs":${JSON.stringify(logprobs)}` : field;
}

function doneFields(kind: PartKind, text: string, logprobs: readonly unknown[]): string {
  if (kind === 'refusal') return `"refusal":${JSON.stringify(text)}`;
  const field = `"text":${JSON.stringify(text)}`;
  return kind === 'text' ? `${field},"logprobs":${JSON.stringify(logprobs)}` : field;
}

function partJson({ kind, text, logprobs, annotations }: NonNullable<PartsItem['part']>): string {
  if (kind === 'text') return textPart(text, logprobs, annotations);
  return kind === 'refusal' ? refusalPart(text) : reasoningPart(text);
}

function placeOf(item: Item): Place {
  return { itemId: item.id, outputIndex: item.outputIndex, contentIndex: item.kind === 'call' ? 0 : item.parts.length };
}

function toJson(item: Item, status: ItemStatus): string {
  if (item.kind === 'call') {
    return callItem(item.id, status, { id: item.callId, name: item.name, arguments: item.arguments });
  }
  const { part } = item;
  const parts = part === null ? item.parts : [...item.parts, partJson(part)];
  return item.kind === 'message' ? messageItem(item.id, status, parts) : reasoningItem(item.id, status, parts);
}
