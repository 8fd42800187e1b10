import { SURFACES } from '@llm-cost-optimizer/surfaces';
import type { Exchange } from '../exchange.ts';
import type { Surface } from '../surfaces/surface.ts';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** A stream that is open to one client. */
export class PulsedStream {
  /** Place in the list of the pulse, which alone uses it. */
  index = 0;
  private readonly exchange: Exchange;
  private last: Uint8Array;
  private isSilent = false;

  constructor(exchange: Exchange, firstBytes: Uint8Array) {
    this.exchange = exchange;
    this.last = firstBytes;
  }

  /** Notes what was written. */
  sent(bytes: Uint8Array): void {
    this.last = bytes;
    this.isSilent = false;
  }

  /** Bytes that the client's socket has not taken yet. */
  get waitingBytes(): number {
    return this.exchange.waitingBytes;
  }

  /** Called at each beat: whoever was silent since the last one gets a sign of life, but never inside an event. */
  look(): void {
    if (this.isSilent && isEventEnd(this.last, this.exchange.surface))
      this.exchange.keepAlive(signOfLife(this.exchange));
    this.isSilent = !this.isSilent;
  }
}

/**
 * Sends open streams that fall silent a comment or ping, so that no proxy on the way takes them for dead. One timer for
 * all of them, which runs only while streams are open. The signs are each client's own: nobody keeps or stores them.
 */
export class StreamPulse {
  // An array, for the reason that stands at `FlightBoard`.
  private readonly streams: PulsedStream[] = [];
  private readonly silenceMs: () => number;
  private timer: NodeJS.Timeout | null = null;

  /** `silenceMs` = longest time that nothing is sent, asked anew for each beat. */
  constructor(silenceMs: () => number) {
    this.silenceMs = silenceMs;
  }

  add(stream: PulsedStream): void {
    stream.index = this.streams.length;
    this.streams.push(stream);
    if (this.timer === null) this.arm();
  }

  /** Safe to call twice. */
  remove(stream: PulsedStream): void {
    if (this.streams[stream.index] !== stream) return;
    const last = this.streams.pop();
    if (last !== undefined && last !== stream) {
      this.streams[stream.index] = last;
      last.index = stream.index;
    }
    if (this.streams.length > 0 || this.timer === null) return;
    clearTimeout(this.timer);
    this.timer = null;
  }

  /** Bytes written that clients have not taken yet, over all open streams. */
  get waitingBytes(): number {
    return this.streams.reduce((sum, stream) => sum + stream.waitingBytes, 0);
  }

  /** Two beats fit into the longest silence: the first sees that nothing was sent, the second does something about it. */
  private arm(): void {
    this.timer = setTimeout(() => {
      for (const stream of this.streams) stream.look();
      this.arm();
    }, this.silenceMs() / 2);
    this.timer.unref();
  }
}

/** Of the client's surface. */
function signOfLife({ surface }: Exchange): string {
  return (surface.codec ?? SURFACES.chat_completions).keepAlive;
}

/** True behind an empty line, in any of the forms that lines end in; in a stream of lines behind any line. */
function isEventEnd(bytes: Uint8Array, { isJsonLines }: Surface): boolean {
  const last = bytes.at(-1);
  if (isJsonLines) return last === LINE_FEED;
  const before = bytes.at(-2);
  if (last === LINE_FEED) return before === LINE_FEED || (before === CARRIAGE_RETURN && bytes.at(-3) === LINE_FEED);
  return last === CARRIAGE_RETURN && before === CARRIAGE_RETURN;
}
