import { createHash } from 'node:crypto';
import { type Fields, fieldsOf, listOf, numberOf } from './fields.ts';

/** Tokens as a client counts them: the whole prompt with what was read from or written to a cache. */
export interface ViewedTokens {
  readonly input: number;
  readonly output: number;
  /** Null where the API does not tell it. */
  readonly cacheRead: number | null;
}

/** An answer as a client sees it, whatever API it speaks. */
export interface ClientView {
  readonly textSha256: string | null;
  readonly toolCalls: number;
  /** Null when none were told. */
  readonly tokens: ViewedTokens | null;
  /** The error that ended the stream; null = none. */
  readonly error: Fields | null;
  /** Names of events that are not the type of their data. */
  readonly misnamed: readonly string[];
}

/** Collects what a client sees, object by object. */
class Viewer {
  text = '';
  usage: Fields = {};
  error: Fields | null = null;
  readonly calls = new Set<string>();

  result(misnamed: readonly string[]): ClientView {
    const { text, calls, usage, error } = this;
    const textSha256 = text === '' ? null : createHash('sha256').update(text).digest('hex');
    return { textSha256, toolCalls: calls.size, tokens: tokensOf(usage), error, misnamed };
  }

  add(text: unknown): void {
    if (typeof text === 'string') this.text += text;
  }
}

/** How the answers of a surface are read: the whole one, or one event of its stream. */
export type ViewReader = (viewer: Viewer, piece: Fields, isEvent: boolean) => void;

/** Reads a whole answer. */
export function viewOfAnswer(read: ViewReader, text: string): ClientView {
  const viewer = new Viewer();
  read(viewer, fieldsOf(JSON.parse(text)), false);
  return viewer.result([]);
}

/** Reads a stream of server-sent events. Throws when one holds no JSON. */
export function viewOfStream(read: ViewReader, text: string): ClientView {
  const viewer = new Viewer();
  const misnamed: string[] = [];
  for (const { name, data } of eventsOf(text)) {
    if (data === '[DONE]') continue;
    const event = fieldsOf(JSON.parse(data));
    if (name !== null && event.type !== undefined && event.type !== name) misnamed.push(name);
    if (event.error !== undefined && event.error !== null) viewer.error = fieldsOf(event.error);
    read(viewer, event, true);
  }
  return viewer.result(misnamed);
}

/** Reads a stream of JSON lines. Throws when one holds no JSON. */
export function viewOfLines(read: ViewReader, text: string): ClientView {
  const viewer = new Viewer();
  for (const line of text.split('\n').filter((one) => one.trim() !== '')) {
    const piece = fieldsOf(JSON.parse(line));
    if (piece.error !== undefined) viewer.error = { message: piece.error };
    read(viewer, piece, true);
  }
  return viewer.result([]);
}

/** Ollama's chats and texts. */
export const readOllama: ViewReader = (viewer, piece) => {
  const message = fieldsOf(piece.message);
  viewer.add(piece.response ?? message.content);
  for (const _call of listOf(message.tool_calls)) viewer.calls.add(String(viewer.calls.size));
  if (piece.done === true) viewer.usage = piece;
};

/** Chat completions. */
export const readChat: ViewReader = (viewer, piece, isEvent) => {
  for (const choice of listOf(piece.choices)) {
    const message = fieldsOf(isEvent ? choice.delta : choice.message);
    viewer.add(message.content);
    for (const [place, call] of listOf(message.tool_calls).entries()) {
      viewer.calls.add(`${choice.index}/${isEvent ? call.index : place}`);
    }
  }
  viewer.usage = { ...viewer.usage, ...fieldsOf(piece.usage) };
};

/** The completions that came before chat. */
export const readCompletion: ViewReader = (viewer, piece) => {
  for (const choice of listOf(piece.choices)) viewer.add(choice.text);
  viewer.usage = { ...viewer.usage, ...fieldsOf(piece.usage) };
};

/** Anthropic's Messages; the usage of a later event replaces that of an earlier one. */
export const readMessage: ViewReader = (viewer, piece, isEvent) => {
  const message = isEvent ? fieldsOf(piece.message) : piece;
  for (const block of [...listOf(message.content), fieldsOf(piece.content_block)]) {
    viewer.add(block.text);
    if (block.type === 'tool_use') viewer.calls.add(String(block.id));
  }
  viewer.add(fieldsOf(piece.delta).text);
  viewer.usage = { ...viewer.usage, ...fieldsOf(message.usage), ...fieldsOf(piece.usage) };
};

/** OpenAI's Responses. */
export const readResponse: ViewReader = (viewer, piece, isEvent) => {
  if (piece.type === 'response.output_text.delta') viewer.add(piece.delta);
  const response = isEvent ? fieldsOf(piece.response) : piece;
  for (const item of listOf(response.output)) {
    if (item.type === 'function_call') viewer.calls.add(String(item.call_id));
    if (isEvent || item.type !== 'message' || item.role !== 'assistant') continue;
    for (const part of listOf(item.content)) if (part.type === 'output_text') viewer.add(part.text);
  }
  viewer.usage = { ...viewer.usage, ...fieldsOf(response.usage) };
  if (response.error !== undefined && response.error !== null) viewer.error = fieldsOf(response.error);
};

/** Embeddings: counted, without text. Ollama has its count at the top. */
export const readEmbeddings: ViewReader = (viewer, piece) => {
  viewer.usage = piece.usage === undefined ? piece : fieldsOf(piece.usage);
};

function tokensOf(usage: Fields): ViewedTokens | null {
  const evaluated = numberOf(usage.prompt_eval_count);
  if (evaluated !== null) return { input: evaluated, output: numberOf(usage.eval_count) ?? 0, cacheRead: null };
  const prompt = numberOf(usage.prompt_tokens) ?? numberOf(usage.input_tokens);
  if (prompt === null) return null;
  const details = fieldsOf(usage.prompt_tokens_details ?? usage.input_tokens_details);
  const readBeside = numberOf(usage.cache_read_input_tokens) ?? 0;
  const writtenBeside = numberOf(usage.cache_creation_input_tokens) ?? 0;
  return {
    input: prompt + readBeside + writtenBeside,
    output: numberOf(usage.completion_tokens) ?? numberOf(usage.output_tokens) ?? 0,
    cacheRead: readBeside + (numberOf(details.cached_tokens) ?? 0),
  };
}

function eventsOf(text: string): { name: string | null; data: string }[] {
  return text.split(/\r\n\r\n|\n\n|\r\r/).flatMap((block) => {
    const lines = block.split(/\r\n|\n|\r/);
    const data = lines.filter((line) => line.startsWith('data:')).map((line) => line.replace(/^data: ?/, ''));
    const name =
      lines
        .find((line) => line.startsWith('event:'))
        ?.slice('event:'.length)
        .trim() ?? null;
    return data.length === 0 ? [] : [{ name, data: data.join('\n') }];
  });
}
