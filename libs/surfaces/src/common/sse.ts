import type { Fields } from '../surface.ts';
import { parseFields } from './json.ts';

/** One event with a name, as Messages and Responses write them. `data` is JSON. */
export function namedEvent(name: string, data: string): string {
  return `event: ${name}\ndata: ${data}\n\n`;
}

/**
 * Reads the data of server-sent events from bytes cut anywhere. Names are not needed: the data of every surface
 * tells its type. Comments are skipped.
 */
export class SseDataReader {
  private readonly decoder = new TextDecoder();
  private rest = '';
  private data: string | null = null;

  /** Data of the events that these bytes complete. */
  push(bytes: Uint8Array): string[] {
    const text = this.rest + this.decoder.decode(bytes, { stream: true });
    // A carriage return at the very end may be half of a line end.
    const cut = text.endsWith('\r') ? text.length - 1 : text.length;
    const lines = text.slice(0, cut).split(/\r\n|\r|\n/);
    this.rest = (lines.pop() ?? '') + text.slice(cut);
    return this.readLines(lines);
  }

  /** Data of an event without the empty line behind it, which ends the bytes of some servers. */
  end(): string[] {
    const lines = [...(this.rest + this.decoder.decode()).split(/\r\n|\r|\n/), ''];
    this.rest = '';
    return this.readLines(lines);
  }

  private readLines(lines: readonly string[]): string[] {
    const events: string[] = [];
    for (const line of lines) {
      if (line === '') {
        if (this.data !== null) events.push(this.data);
        this.data = null;
      } else if (line.startsWith('data:')) {
        const value = line.charCodeAt(5) === 0x20 ? line.slice(6) : line.slice(5);
        this.data = this.data === null ? value : `${this.data}\n${value}`;
      }
    }
    return events;
  }
}

/** All events of a stream as objects; null for each that is none. `[DONE]` is left out. */
export function readEvents(sent: readonly Uint8Array[]): (Fields | null)[] {
  const reader = new SseDataReader();
  const data = sent.flatMap((bytes) => reader.push(bytes));
  return [...data, ...reader.end()].filter((one) => one !== '[DONE]').map(parseFields);
}

/** The chunks that a stream of a surface is written from, as its `push` takes them. */
export class ChunkReader {
  private readonly reader = new SseDataReader();

  read(chunk: Uint8Array | Fields): readonly Fields[] {
    if (!(chunk instanceof Uint8Array)) return [chunk];
    const chunks: Fields[] = [];
    for (const data of this.reader.push(chunk)) {
      // Adapters forward nothing but chunks; what is none (`[DONE]`) holds nothing to translate.
      const fields = parseFields(data);
      if (fields !== null) chunks.push(fields);
    }
    return chunks;
  }
}
