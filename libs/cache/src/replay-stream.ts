import { asFields, asList, type Fields } from './json-fields.ts';

/** A stored answer as the bytes of a stream, without the closing usage chunk and `[DONE]`. */
export interface ReplayedStream {
  readonly bytes: Uint8Array;
  readonly id: string;
  /** Seconds since the epoch. */
  readonly created: number;
}

/** Characters of text per replayed chunk. Official clients join them; few chunks cost little. */
const PIECE_LENGTH = 1_000;
/** Fields of a whole answer that a chunk does not have, or has in another form. */
const NOT_IN_CHUNKS: ReadonlySet<string> = new Set(['id', 'object', 'created', 'choices', 'usage', 'lco']);
/** Fields of a message that are sent in their own way, before or after the others. */
const OWN_WAY: ReadonlySet<string> = new Set(['role', 'content', 'refusal', 'tool_calls']);

/**
 * Replays a `chat.completion` as `chat.completion.chunk` events the way official clients expect them: the role first,
 * then reasoning and other fields, text, refusal, tool calls, and the finish reason last.
 * Throws SyntaxError when the body is not JSON (stored bodies always are).
 */
export function replayAsStream(body: Uint8Array): ReplayedStream {
  const completion = asFields(JSON.parse(new TextDecoder().decode(body)));
  const id = typeof completion.id === 'string' && completion.id !== '' ? completion.id : 'chatcmpl-cached';
  const created = typeof completion.created === 'number' ? completion.created : 0;
  const writer = new ChunkWriter(id, created, completion);
  for (const choice of asList(completion.choices)) replayChoice(asFields(choice), writer);
  return { bytes: writer.bytes(), id, created };
}

/** Writes events; what all chunks share is turned into JSON once. */
class ChunkWriter {
  private readonly head: string;
  private text = '';

  constructor(id: string, created: number, completion: Fields) {
    const rest = Object.entries(completion).filter(([name]) => !NOT_IN_CHUNKS.has(name));
    const shared = JSON.stringify({ id, object: 'chat.completion.chunk', created, ...Object.fromEntries(rest) });
    this.head = `data: ${shared.slice(0, -1)},"choices":[`;
  }

  write(choice: Fields): void {
    this.text += `${this.head}${JSON.stringify(choice)}]}\n\n`;
  }

  bytes(): Uint8Array {
    return new TextEncoder().encode(this.text);
  }
}

function replayChoice(choice: Fields, writer: ChunkWriter): void {
  const index = typeof choice.index === 'number' ? choice.index : 0;
  const message = asFields(choice.message);
  const { content, refusal } = message;
  const send = (delta: Fields, logprobs: unknown = null) => {
    writer.write({ index, delta, logprobs, finish_reason: null });
  };
  const isText = typeof content === 'string';
  // All log probabilities go with the first chunk that may have some; clients append them to what they have.
  send(
    { role: message.role ?? 'assistant', content: isText ? '' : null, refusal: null },
    isText ? null : choice.logprobs,
  );
  for (const [name, value] of Object.entries(message)) {
    if (!OWN_WAY.has(name) && value !== null) send({ [name]: value });
  }
  if (isText) pieces(content).forEach((piece, at) => void send({ content: piece }, at === 0 ? choice.logprobs : null));
  else if (Array.isArray(content)) send({ content });
  if (typeof refusal === 'string' && refusal !== '') send({ refusal });
  asList(message.tool_calls).forEach((call, at) => void send({ tool_calls: [{ index: at, ...asFields(call) }] }));
  writer.write({ index, delta: {}, logprobs: null, finish_reason: choice.finish_reason ?? 'stop' });
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
