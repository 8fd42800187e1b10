import { createHash } from 'node:crypto';
import { createParser } from 'eventsource-parser';
import { isRecord, type JsonRecord } from '../json/json.ts';

/** An answer as a client sees it, put together from what was passed on, whatever API it speaks. */
export interface ClientView {
  readonly text: string;
  readonly textSha256: string | null;
  readonly reasoning: string;
  /** In the words of chat completions. */
  readonly finish: readonly string[];
  /** Calls by choice and place, with the whole argument text. */
  readonly calls: readonly ViewedCall[];
  /** Problems that an official client would stumble over; empty when all is well. */
  readonly problems: readonly string[];
}

export interface ViewedCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
}

/** Collects what a client sees. */
export class ViewBuilder {
  text = '';
  reasoning = '';
  readonly finish: string[] = [];
  readonly problems: string[] = [];
  private readonly calls = new Map<string, { id: string; name: string; arguments: string }>();

  /** Adds to the call at a place; absent parts change nothing. */
  call(place: string, part: { readonly id?: unknown; readonly name?: unknown; readonly arguments?: unknown }): void {
    const known = this.calls.get(place) ?? { id: '', name: '', arguments: '' };
    if (typeof part.id === 'string' && part.id !== '') known.id = part.id;
    if (typeof part.name === 'string') known.name += part.name;
    if (typeof part.arguments === 'string') known.arguments += part.arguments;
    this.calls.set(place, known);
  }

  has(place: string): boolean {
    return this.calls.has(place);
  }

  /** Calls that came without arguments have the empty ones. */
  fillArguments(): void {
    for (const call of this.calls.values()) if (call.arguments === '') call.arguments = '{}';
  }

  result(): ClientView {
    const { text, reasoning, finish, problems } = this;
    const textSha256 = text === '' ? null : createHash('sha256').update(text).digest('hex');
    return { text, textSha256, reasoning, finish, calls: [...this.calls.values()], problems };
  }
}

/**
 * Feeds the bytes of a stream to a parser that is not ours, as an independent judge: each event but `[DONE]` must be a
 * JSON object.
 */
export function readEvents(
  bytes: Uint8Array,
  view: ViewBuilder,
  read: (event: JsonRecord, name: string | undefined) => void,
): void {
  const parser = createParser({
    onEvent: ({ data, event: name }) => {
      if (data === '[DONE]') return;
      const event: unknown = JSON.parse(data);
      if (isRecord(event)) read(event, name);
      else view.problems.push(`not an object: ${data}`);
    },
    onError: (error) => {
      // The standard tells clients to ignore them.
      if (error.type !== 'unknown-field') view.problems.push(String(error));
    },
  });
  parser.feed(Buffer.from(bytes).toString('utf8'));
}

export function parseBody(body: Uint8Array): unknown {
  return JSON.parse(Buffer.from(body).toString('utf8'));
}
