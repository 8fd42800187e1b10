/** Turns whole answers into streams and back, so that one stored answer serves both forms. OpenAI's shapes only. */

type Fields = Record<string, unknown>;

/** A stored answer as the bytes of a stream, without the closing usage chunk and `[DONE]`. */
export interface ReplayedStream {
  readonly bytes: Uint8Array;
  readonly id: string;
  readonly created: number;
}

/** Characters of text per replayed chunk: small enough to look like a stream, large enough to cost little. */
const PIECE_LENGTH = 400;

/** Replays a `chat.completion` as `chat.completion.chunk` events: role, content, tool calls, finish reason. */
export function replayAsStream(body: Uint8Array): ReplayedStream {
  const completion = asFields(JSON.parse(new TextDecoder().decode(body)));
  const id = typeof completion.id === 'string' ? completion.id : 'chatcmpl-cached';
  const created = typeof completion.created === 'number' ? completion.created : 0;
  const head: Fields = { id, object: 'chat.completion.chunk', created, model: completion.model };
  if (completion.system_fingerprint !== undefined) head.system_fingerprint = completion.system_fingerprint;
  if (completion.service_tier !== undefined) head.service_tier = completion.service_tier;
  const events: string[] = [];
  const send = (choice: Fields) => events.push(`data: ${JSON.stringify({ ...head, choices: [choice] })}\n\n`);
  for (const choice of asList(completion.choices)) replayChoice(asFields(choice), send);
  return { bytes: new TextEncoder().encode(events.join('')), id, created };
}

function replayChoice(choice: Fields, send: (choice: Fields) => void): void {
  const index = typeof choice.index === 'number' ? choice.index : 0;
  const { content, tool_calls: toolCalls, role = 'assistant', refusal, ...rest } = asFields(choice.message);
  const delta = (fields: Fields, finishReason: unknown = null) => send({ index, delta: fields, finish_reason: finishReason });
  delta({ role, content: content === null || content === undefined ? null : '', ...(refusal === undefined ? {} : { refusal }) });
  if (typeof content === 'string') for (const piece of pieces(content)) delta({ content: piece });
  asList(toolCalls).forEach((call, position) => {
    delta({ tool_calls: [{ index: position, ...asFields(call) }] });
  });
  for (const [name, value] of Object.entries(rest)) if (typeof value === 'string') delta({ [name]: value });
  delta({}, choice.finish_reason ?? 'stop');
}

/** Cuts a text without cutting a surrogate pair in two. */
function pieces(text: string): string[] {
  const list: string[] = [];
  for (let start = 0; start < text.length; ) {
    let end = Math.min(text.length, start + PIECE_LENGTH);
    const last = text.charCodeAt(end - 1);
    if (end < text.length && last >= 0xd800 && last <= 0xdbff) end += 1;
    list.push(text.slice(start, end));
    start = end;
  }
  return list;
}

/** A whole answer built from a stream. */
export interface CollectedAnswer {
  /** `chat.completion` JSON. */
  readonly body: Uint8Array;
  /** Every choice ended with a good reason and holds text or tool calls, and nothing was refused. */
  readonly isComplete: boolean;
}

interface Choice {
  readonly index: number;
  readonly message: Fields;
  readonly toolCalls: Map<number, Fields>;
  finishReason: string | null;
}

/** Builds the whole answer from the events that were sent; null when they are no OpenAI chunks. Usage is not part of it. */
export function collectStream(sent: readonly Uint8Array[]): CollectedAnswer | null {
  const decoder = new TextDecoder();
  const text = sent.map((bytes) => decoder.decode(bytes, { stream: true })).join('') + decoder.decode();
  const choices = new Map<number, Choice>();
  let head: Fields | null = null;
  for (const line of text.split(/\r\n|\r|\n/)) {
    if (!line.startsWith('data:')) continue;
    const chunk = parseChunk(line.slice(5).trim());
    if (chunk === null) continue;
    head ??= chunk;
    for (const part of asList(chunk.choices)) addPart(choices, asFields(part));
  }
  if (head === null || choices.size === 0) return null;
  const list = [...choices.values()].sort((one, other) => one.index - other.index);
  const { choices: _choices, object: _object, usage: _usage, obfuscation: _padding, ...rest } = head;
  const completion = { ...rest, object: 'chat.completion', choices: list.map(wholeChoice) };
  return { body: new TextEncoder().encode(JSON.stringify(completion)), isComplete: list.every(isWhole) };
}

function parseChunk(data: string): Fields | null {
  if (data === '' || data === '[DONE]') return null;
  try {
    return asFields(JSON.parse(data));
  } catch {
    return null;
  }
}

function addPart(choices: Map<number, Choice>, part: Fields): void {
  const index = typeof part.index === 'number' ? part.index : 0;
  const choice = choices.get(index) ?? { index, message: { role: 'assistant', content: null }, toolCalls: new Map(), finishReason: null };
  choices.set(index, choice);
  if (typeof part.finish_reason === 'string') choice.finishReason = part.finish_reason;
  for (const [name, value] of Object.entries(asFields(part.delta))) {
    if (name === 'tool_calls') for (const call of asList(value)) addToolCall(choice, asFields(call));
    else if (name === 'role' || value === null || value === undefined) choice.message[name] ??= value;
    else if (typeof value === 'string') choice.message[name] = `${typeof choice.message[name] === 'string' ? choice.message[name] : ''}${value}`;
  }
}

function addToolCall(choice: Choice, call: Fields): void {
  const index = typeof call.index === 'number' ? call.index : choice.toolCalls.size;
  const known = choice.toolCalls.get(index);
  const { index: _index, function: part, ...rest } = call;
  const piece = asFields(part);
  if (known === undefined) {
    choice.toolCalls.set(index, { ...rest, function: { ...piece, arguments: piece.arguments ?? '' } });
    return;
  }
  const whole = asFields(known.function);
  if (typeof piece.arguments === 'string') whole.arguments = `${whole.arguments ?? ''}${piece.arguments}`;
  if (typeof piece.name === 'string' && whole.name === undefined) whole.name = piece.name;
  known.function = whole;
}

function wholeChoice(choice: Choice): Fields {
  const calls = [...choice.toolCalls.entries()].sort(([one], [other]) => one - other).map(([, call]) => call);
  const message = calls.length > 0 ? { ...choice.message, tool_calls: calls } : choice.message;
  return { index: choice.index, message: { refusal: null, ...message }, logprobs: null, finish_reason: choice.finishReason };
}

function isWhole(choice: Choice): boolean {
  const { content, refusal } = choice.message;
  const hasContent = (typeof content === 'string' && content !== '') || choice.toolCalls.size > 0;
  return hasContent && typeof refusal !== 'string' && (choice.finishReason === 'stop' || choice.finishReason === 'tool_calls');
}

function asFields(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
