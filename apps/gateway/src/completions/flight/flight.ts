import type { GatewayError, RoutePlan } from '@llm-cost-optimizer/contracts';
import type { FinalAnswer } from '../run.ts';

/** Pieces kept for late followers and for the cache; a longer answer is neither shared nor stored. */
const MAX_KEPT_BYTES = 8 * 1024 * 1024;
const EMPTY = new Uint8Array(0);

/** What the first piece of an answer tells its readers. */
export interface FlightHead {
  readonly provider: string;
  readonly model: string;
  readonly isSimulated: boolean;
  readonly plan: RoutePlan;
  readonly attemptCount: number;
  readonly droppedParameters: readonly string[];
}

/** One client that waits for the answer of a flight. */
export interface FlightReader {
  /** First bytes of a stream, after the first-chunk gate. Returns false when it cannot take more now. */
  onOpen(head: FlightHead, firstBytes: Uint8Array): boolean;
  /** Further bytes. Returns false when it cannot take more now. */
  onBytes(bytes: Uint8Array): boolean;
  /** The whole answer is known; for streams: all bytes have been delivered. */
  onAnswer(head: FlightHead, answer: FinalAnswer): void;
  onFailure(error: GatewayError): void;
}

/** A reader's place; made by `join`, given back by `leave`. */
export interface FlightSeat {
  readonly reader: FlightReader;
  /** Index of the next kept piece to deliver. */
  next: number;
  isBlocked: boolean;
}

type FlightState =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'streaming'; readonly head: FlightHead }
  | { readonly kind: 'answered'; readonly head: FlightHead; readonly answer: FinalAnswer }
  | { readonly kind: 'failed'; readonly error: GatewayError };

/**
 * One call on its way, with everyone who waits for it. The first reader caused it; identical requests take further
 * seats and get every byte from the first token. It is abandoned when the last reader has left.
 * Each reader goes at its own pace: pieces are kept, and the provider is only slowed when all readers are blocked
 * (or one of them, once the answer has become too long to be kept).
 */
export class Flight {
  /** Place on the board; only the board uses it. */
  boardIndex = 0;
  /** Almost always one: an array costs less than a Set, and a request makes one of these. */
  private readonly seats: FlightSeat[] = [];
  private readonly pieces: Uint8Array[] = [];
  private keptBytes = 0;
  private isKept = true;
  private state: FlightState = { kind: 'waiting' };
  private flow: { pause(): void; resume(): void } | null = null;
  private isPaused = false;
  private isAbandoned = false;
  private abandonHandler: (() => void) | null = null;

  /** False once nobody new can get the whole answer: it became too long to be kept, failed, or everybody has left. */
  get isJoinable(): boolean {
    return this.isKept && !this.isAbandoned && this.state.kind !== 'failed';
  }

  /** Adds a reader and gives it what there is already. */
  join(reader: FlightReader): FlightSeat {
    const seat: FlightSeat = { reader, next: 0, isBlocked: false };
    this.seats.push(seat);
    this.deliver(seat);
    return seat;
  }

  /** A reader's client left. */
  leave(seat: FlightSeat): void {
    if (!this.free(seat) || this.isOver) return;
    if (this.seats.length === 0) this.abandon();
    else this.updateFlow();
  }

  /** A blocked reader can take more. */
  resume(seat: FlightSeat): void {
    if (!seat.isBlocked) return;
    seat.isBlocked = false;
    this.deliver(seat);
    this.updateFlow();
  }

  /** True once bytes of the answer may have reached a client: no retry and no other provider after that. */
  get isStreaming(): boolean {
    return this.state.kind === 'streaming';
  }

  /** Calls `handler` once when the last reader has left before the end, at once when that has happened already. */
  onAbandoned(handler: () => void): void {
    this.abandonHandler = handler;
    if (this.isAbandoned) handler();
  }

  /** Gives the flight the means to slow the provider's stream. */
  controlFlow(flow: { pause(): void; resume(): void }): void {
    this.flow = flow;
    this.isPaused = false;
  }

  /** The first bytes of the answer, and who sends it. */
  open(head: FlightHead, firstBytes: Uint8Array): void {
    if (this.isOver) return;
    this.state = { kind: 'streaming', head };
    this.push(firstBytes);
  }

  push(bytes: Uint8Array): void {
    if (this.isOver) return;
    this.pieces.push(bytes);
    this.keptBytes += bytes.byteLength;
    if (this.keptBytes > MAX_KEPT_BYTES) this.isKept = false;
    // Delivering bytes never frees a seat: only the end and a client that leaves do.
    for (const seat of this.seats) this.deliver(seat);
    if (!this.isKept) this.forgetDelivered();
    this.updateFlow();
  }

  answer(head: FlightHead, answer: FinalAnswer): void {
    if (this.isOver) return;
    this.state = { kind: 'answered', head, answer };
    this.finish();
  }

  fail(error: GatewayError): void {
    if (this.isOver) return;
    this.state = { kind: 'failed', error };
    this.finish();
  }

  /** Ends the flight from outside: its readers get the error, the provider's work is stopped. */
  stop(error: GatewayError): void {
    const handler = this.abandonHandler;
    this.fail(error);
    handler?.();
  }

  /** All bytes of a stream, for storing the answer; null when they were too many to keep. */
  keptPieces(): readonly Uint8Array[] | null {
    return this.isKept ? this.pieces : null;
  }

  /** Bytes that are kept because a reader has not taken them yet. */
  get waitingBytes(): number {
    let next = this.pieces.length;
    for (const seat of this.seats) next = Math.min(next, seat.next);
    let bytes = 0;
    for (; next < this.pieces.length; next++) bytes += this.pieces[next]?.byteLength ?? 0;
    return bytes;
  }

  private get isOver(): boolean {
    return this.state.kind === 'answered' || this.state.kind === 'failed';
  }

  private abandon(): void {
    this.isAbandoned = true;
    this.abandonHandler?.();
  }

  private finish(): void {
    this.abandonHandler = null;
    for (const seat of [...this.seats]) this.deliver(seat);
  }

  private deliver(seat: FlightSeat): void {
    if (seat.isBlocked) return;
    while (seat.next < this.pieces.length) {
      const bytes = this.pieces[seat.next] ?? EMPTY;
      const canTakeMore = seat.next === 0 ? this.openReader(seat, bytes) : seat.reader.onBytes(bytes);
      seat.next += 1;
      if (!canTakeMore) {
        seat.isBlocked = true;
        return;
      }
    }
    this.deliverEnd(seat);
  }

  private openReader(seat: FlightSeat, bytes: Uint8Array): boolean {
    const { state } = this;
    return state.kind === 'streaming' || state.kind === 'answered' ? seat.reader.onOpen(state.head, bytes) : true;
  }

  private deliverEnd(seat: FlightSeat): void {
    const { state } = this;
    if (state.kind === 'answered') {
      this.free(seat);
      seat.reader.onAnswer(state.head, state.answer);
    } else if (state.kind === 'failed') {
      this.free(seat);
      seat.reader.onFailure(state.error);
    }
  }

  /** True when the seat was taken. */
  private free(seat: FlightSeat): boolean {
    const at = this.seats.indexOf(seat);
    if (at < 0) return false;
    this.seats.splice(at, 1);
    return true;
  }

  /** Too long to keep: pieces that every reader has had are let go (their places stay, so that indexes hold). */
  private forgetDelivered(): void {
    let first = this.pieces.length;
    for (const seat of this.seats) first = Math.min(first, seat.next);
    for (let i = first - 1; i >= 0 && this.pieces[i] !== EMPTY; i--) this.pieces[i] = EMPTY;
  }

  private updateFlow(): void {
    if (this.flow === null || this.isOver) return;
    let blocked = 0;
    for (const seat of this.seats) if (seat.isBlocked) blocked += 1;
    const shallPause = blocked > 0 && (blocked === this.seats.length || !this.isKept);
    if (shallPause === this.isPaused) return;
    this.isPaused = shallPause;
    if (shallPause) this.flow.pause();
    else this.flow.resume();
  }
}
