import { asFields, asList, type Fields, isFields } from './json-fields.ts';

/** Texts that name something and come whole; other texts come in pieces that are joined. */
const WHOLE_TEXTS: ReadonlySet<string> = new Set(['role', 'id', 'type', 'name', 'format', 'signature', 'tool_call_id']);
const OWN_FIELDS: ReadonlySet<string> = new Set(['index', 'delta', 'finish_reason', 'logprobs']);
/** Reasons to end that leave a whole answer. */
const GOOD_ENDS: ReadonlySet<string> = new Set(['stop', 'tool_calls', 'function_call']);

/** One choice of a stream on its way to becoming a choice of a whole answer. */
export class ChoiceBuilder {
  readonly index: number;
  private readonly message = new Map<string, unknown>([
    ['role', 'assistant'],
    ['content', null],
    ['refusal', null],
  ]);
  private readonly toolCalls = new Map<number, Map<string, unknown>>();
  private readonly extras = new Map<string, unknown>();
  private logprobs: Map<string, unknown> | null = null;
  private finishReason: string | null = null;

  constructor(index: number) {
    this.index = index;
  }

  add(part: Fields): void {
    if (typeof part.finish_reason === 'string') this.finishReason = part.finish_reason;
    if (isFields(part.logprobs)) {
      this.logprobs ??= new Map();
      mergeInto(this.logprobs, part.logprobs);
    }
    for (const [name, value] of Object.entries(asFields(part.delta))) {
      if (name === 'tool_calls') for (const call of asList(value)) this.addToolCall(asFields(call));
      else merge(this.message, name, value);
    }
    for (const [name, value] of Object.entries(part)) if (!OWN_FIELDS.has(name)) this.extras.set(name, value);
  }

  build(): Fields {
    const calls = [...this.toolCalls].sort(([one], [other]) => one - other).map(([, call]) => plain(call));
    const message = plain(this.message);
    if (calls.length > 0) message.tool_calls = calls;
    return {
      index: this.index,
      message,
      logprobs: this.logprobs === null ? null : plain(this.logprobs),
      finish_reason: this.finishReason,
      ...plain(this.extras),
    };
  }

  /** Ended well, with something in it and nothing refused. */
  get isWhole(): boolean {
    const refusal = this.message.get('refusal');
    const isRefused = typeof refusal === 'string' && refusal !== '';
    return !isRefused && this.hasSubstance && this.finishReason !== null && GOOD_ENDS.has(this.finishReason);
  }

  private get hasSubstance(): boolean {
    const content = this.message.get('content');
    if (typeof content === 'string' || Array.isArray(content)) if (content.length > 0) return true;
    return this.toolCalls.size > 0 || this.message.has('function_call') || this.message.has('audio');
  }

  private addToolCall({ index, ...call }: Fields): void {
    const place = this.placeOf(index, call.id);
    const known = this.toolCalls.get(place) ?? new Map<string, unknown>();
    this.toolCalls.set(place, known);
    mergeInto(known, call);
  }

  /** By index; a server that gives every call the same index tells them apart by their ids. */
  private placeOf(index: unknown, id: unknown): number {
    const place = typeof index === 'number' ? index : this.toolCalls.size;
    const known = this.toolCalls.get(place)?.get('id');
    const isOther = typeof id === 'string' && id !== '' && typeof known === 'string' && known !== '' && known !== id;
    return isOther ? this.toolCalls.size : place;
  }
}

function mergeInto(target: Map<string, unknown>, fields: Fields): void {
  for (const [name, value] of Object.entries(fields)) merge(target, name, value);
}

/** Adds a piece: texts are joined, lists are appended, objects are merged, anything else replaces. */
function merge(target: Map<string, unknown>, name: string, value: unknown): void {
  const known = target.get(name);
  if (value === null || value === undefined) {
    if (known === undefined) target.set(name, value);
  } else if (typeof value === 'string' && typeof known === 'string') {
    target.set(name, WHOLE_TEXTS.has(name) ? known || value : known + value);
  } else if (Array.isArray(value) && Array.isArray(known)) {
    for (const item of value) known.push(item);
  } else if (Array.isArray(value)) {
    target.set(name, [...value]);
  } else if (isFields(value)) {
    const inner = known instanceof Map ? known : new Map<string, unknown>();
    target.set(name, inner);
    mergeInto(inner, value);
  } else {
    target.set(name, value);
  }
}

/** Maps back to plain objects. Fields are defined, not assigned, so that no name can reach a prototype. */
function plain(fields: ReadonlyMap<string, unknown>): Fields {
  return Object.fromEntries(
    [...fields].map(([name, value]) => [name, value instanceof Map ? plain(value as Map<string, unknown>) : value]),
  );
}
