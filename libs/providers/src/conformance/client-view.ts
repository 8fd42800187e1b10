import { createHash } from 'node:crypto';
import { createParser } from 'eventsource-parser';
import { isRecord, type JsonRecord, listOf, recordOf } from '../json/json.ts';

/** An answer as a client of OpenAI's API sees it, put together from what was passed on. */
export interface ClientView {
  readonly text: string;
  readonly textSha256: string | null;
  readonly reasoning: string;
  readonly finish: readonly string[];
  /** Calls by choice and place, with the whole argument text. */
  readonly calls: readonly { readonly id: string; readonly name: string; readonly arguments: string }[];
  /** Problems that the official client would stumble over; empty when all is well. */
  readonly problems: readonly string[];
}

/** Reads a `chat.completion`. */
export function viewOfAnswer(body: Uint8Array): ClientView {
  const record: unknown = JSON.parse(Buffer.from(body).toString('utf8'));
  const view = new View();
  for (const choice of listOf(recordOf(record).choices))
    view.read(recordOf(choice), recordOf(recordOf(choice).message));
  return view.result();
}

/**
 * Reads the bytes of a stream with a parser that is not ours, as an independent judge: each event must be JSON of a
 * chunk with choices, and no character may be broken.
 */
export function viewOfStream(bytes: Uint8Array): ClientView {
  const view = new View();
  const parser = createParser({
    onEvent: ({ data }) => {
      const chunk: unknown = data === '[DONE]' ? null : JSON.parse(data);
      if (!isRecord(chunk)) return view.problem(`not a chunk: ${data}`);
      const choices = listOf(chunk.choices);
      if (choices.length === 0) view.problem('a chunk without choices');
      for (const choice of choices) view.read(recordOf(choice), recordOf(recordOf(choice).delta));
    },
    onError: (error) => view.problem(String(error)),
  });
  parser.feed(Buffer.from(bytes).toString('utf8'));
  return view.result();
}

class View {
  private text = '';
  private reasoning = '';
  private readonly finish: string[] = [];
  private readonly calls = new Map<string, { id: string; name: string; arguments: string }>();
  private readonly problems: string[] = [];

  problem(text: string): void {
    this.problems.push(text);
  }

  read(choice: JsonRecord, part: JsonRecord): void {
    if (typeof part.content === 'string') this.text += part.content;
    for (const field of ['reasoning', 'reasoning_content']) {
      if (typeof part[field] === 'string') this.reasoning += part[field];
    }
    for (const [place, call] of listOf(part.tool_calls).map(recordOf).entries()) {
      this.readCall(`${choice.index}/${call.index ?? place}`, recordOf(call.function), call);
    }
    if (typeof choice.finish_reason === 'string') this.finish.push(choice.finish_reason);
  }

  result(): ClientView {
    const { text, reasoning, finish, problems } = this;
    const textSha256 = text === '' ? null : createHash('sha256').update(text).digest('hex');
    return { text, textSha256, reasoning, finish, calls: [...this.calls.values()], problems };
  }

  private readCall(place: string, fn: JsonRecord, call: JsonRecord): void {
    const known = this.calls.get(place) ?? { id: '', name: '', arguments: '' };
    if (typeof call.id === 'string' && call.id !== '') known.id = call.id;
    if (typeof fn.name === 'string') known.name += fn.name;
    if (typeof fn.arguments === 'string') known.arguments += fn.arguments;
    this.calls.set(place, known);
  }
}
