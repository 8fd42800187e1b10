import { ChoiceBuilder } from './choice-builder.ts';
import { asFields, asList, type Fields, isFields } from './json-fields.ts';

/** A whole answer built from a stream. */
export interface CollectedAnswer {
  /** `chat.completion` JSON. */
  readonly body: Uint8Array;
  /** Every choice ended with a good reason and holds something, nothing was refused, and no event was unreadable. */
  readonly isComplete: boolean;
}

/**
 * Fields of a chunk that belong to the stream alone. `obfuscation` is padding against traffic analysis; `lco` is another
 * gateway's report of one delivery.
 */
const CHUNK_ONLY: ReadonlySet<string> = new Set(['choices', 'object', 'usage', 'obfuscation', 'error', 'lco']);

/**
 * Builds the whole answer from the events that were sent, cut anywhere; null when they hold no choice of an OpenAI
 * stream. Usage the stream may have told is left out: the caller knows it better and passes it in OpenAI's shape to
 * have it in the body.
 */
export function collectStream(sent: readonly Uint8Array[], usage: Fields | null = null): CollectedAnswer | null {
  const collector = new Collector();
  for (const line of decode(sent).split(/\r\n|\r|\n/))
    if (line.startsWith('data:')) collector.add(line.slice(5).trim());
  return collector.finish(usage);
}

function decode(sent: readonly Uint8Array[]): string {
  const decoder = new TextDecoder();
  let text = '';
  for (const bytes of sent) text += decoder.decode(bytes, { stream: true });
  return text + decoder.decode();
}

class Collector {
  private readonly head = new Map<string, unknown>();
  private readonly choices = new Map<number, ChoiceBuilder>();
  private isDamaged = false;

  add(data: string): void {
    if (data === '' || data === '[DONE]') return;
    const chunk = parseChunk(data);
    if (chunk === null || isFields(chunk.error)) {
      this.isDamaged = true;
      return;
    }
    for (const [name, value] of Object.entries(chunk)) if (!CHUNK_ONLY.has(name)) this.addToHead(name, value);
    for (const part of asList(chunk.choices)) this.addPart(asFields(part));
  }

  finish(usage: Fields | null): CollectedAnswer | null {
    if (this.choices.size === 0) return null;
    const choices = [...this.choices.values()].sort((one, other) => one.index - other.index);
    const completion = {
      ...Object.fromEntries(this.head),
      object: 'chat.completion',
      choices: choices.map((choice) => choice.build()),
      ...(usage === null ? {} : { usage }),
    };
    return {
      body: new TextEncoder().encode(JSON.stringify(completion)),
      isComplete: !this.isDamaged && choices.every((choice) => choice.isWhole),
    };
  }

  /** The first real value counts: some servers open with a chunk of empty strings, the tier may come late. */
  private addToHead(name: string, value: unknown): void {
    const known = this.head.get(name);
    if (known === undefined || known === null || known === '') this.head.set(name, value);
  }

  private addPart(part: Fields): void {
    const index = typeof part.index === 'number' ? part.index : 0;
    let choice = this.choices.get(index);
    if (choice === undefined) {
      choice = new ChoiceBuilder(index);
      this.choices.set(index, choice);
    }
    choice.add(part);
  }
}

function parseChunk(data: string): Fields | null {
  try {
    const chunk: unknown = JSON.parse(data);
    return isFields(chunk) ? chunk : null;
  } catch {
    // Not JSON: the caller counts the answer as damaged.
    return null;
  }
}
