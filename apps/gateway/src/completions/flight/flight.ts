import type { GatewayError, RoutePlan } from '@llm-cost-optimizer/contracts';
import type { FinalAnswer } from '../run.ts';

/** Pieces kept for late followers and for the cache; a longer answer is neither shared nor stored. */
const MAX_KEPT_BYTES = 8 * 1024 * 1024;

/** What the first piece of an answer tells its readers. */
export interface FlightHead {
  readonly provider: string;
  readonly model: string;
  readonly plan: RoutePlan;
  readonly attemptCount: number;
  readonly droppedParameters: readonly string[];
}

/** One client that waits for the answer of a flight. */
export interface FlightReader {
  /** First bytes of a stream, after the first-chunk gate. Returns false when it cannot take more now. */
  onOpen(head: FlightHead, firstBytes: Uint8Array): boolean;
  onBytes(bytes: Uint8Array): boolean;
  onAnswer(head: FlightHead, answer: FinalAnswer): void;
  onFailure(error: GatewayError): void;
}

interface Seat {
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
 * Each reader goes at its own pace: pieces are kept, and the provider is only slowed when all readers are blocked.
 */
export class Flight {
  private readonly seats = new Set<Seat>();
  private readonly pieces: Uint8Array[] = [];
  private keptBytes = 0;
  private state: FlightState = { kind: 'waiting' };
  private flow: { pause(): void; resume(): void } | null = null;
  private isPaused = false;
  private abandonHandler: (() => void) | null = null;
  /** False once the answer has become too long to be kept: nobody can join any more and it is not stored. */
  isJoinable = true;

  /** Adds a reader and gives it what there is already. */
  join(reader: FlightReader): Seat {
    const seat: Seat = { reader, next: 0, isBlocked: false };
    this.seats.add(seat);
    this.deliver(seat);
    return seat;
  }

  /** A reader's client left. */
  leave(seat: Seat): void {
    this.seats.delete(seat);
    if (this.seats.size === 0) this.abandonHandler?.();
    else this.updateFlow();
  }

  /** A blocked reader can take more. */
  resume(seat: Seat): void {
    seat.isBlocked = false;
    this.deliver(seat);
    this.updateFlow();
  }

  get hasReaders(): boolean {
    return this.seats.size > 0;
  }

  /** True once bytes of the answer may have reached a client: no retry and no other provider after that. */
  get isStreaming(): boolean {
    return this.state.kind === 'streaming';
  }

  /** Called once when the last reader has left before the end. */
  onAbandoned(handler: () => void): void {
    this.abandonHandler = handler;
  }

  /** Gives the flight the means to slow the provider's stream. */
  controlFlow(flow: { pause(): void; resume(): void }): void {
    this.flow = flow;
    this.isPaused = false;
  }

  open(head: FlightHead, firstBytes: Uint8Array): void {
    this.state = { kind: 'streaming', head };
    this.push(firstBytes);
  }

  push(bytes: Uint8Array): void {
    this.pieces.push(bytes);
    this.keptBytes += bytes.byteLength;
    if (this.keptBytes > MAX_KEPT_BYTES) this.isJoinable = false;
    for (const seat of this.seats) this.deliver(seat);
    if (!this.isJoinable) this.forgetDelivered();
    this.updateFlow();
  }

  answer(head: FlightHead, answer: FinalAnswer): void {
    this.state = { kind: 'answered', head, answer };
    this.finish();
  }

  fail(error: GatewayError): void {
    this.state = { kind: 'failed', error };
    this.finish();
  }

  /** All bytes forwarded, for storing the answer; null when they were too many to keep. */
  keptPieces(): readonly Uint8Array[] | null {
    return this.isJoinable ? this.pieces : null;
  }

  private finish(): void {
    this.abandonHandler = null;
    for (const seat of [...this.seats]) this.deliver(seat);
  }

  private deliver(seat: Seat): void {
    if (seat.isBlocked) return;
    while (seat.next < this.pieces.length) {
      const bytes = this.pieces[seat.next];
      if (bytes === undefined) return;
      seat.next += 1;
      const isFirst = seat.next === 1;
      const canTakeMore = isFirst ? this.openReader(seat, bytes) : seat.reader.onBytes(bytes);
      if (!canTakeMore) {
        seat.isBlocked = true;
        return;
      }
    }
    this.deliverEnd(seat);
  }

  private openReader(seat: Seat, bytes: Uint8Array): boolean {
    if (this.state.kind === 'streaming' || this.state.kind === 'answered') return seat.reader.onOpen(this.state.head, bytes);
    return true;
  }

  private deliverEnd(seat: Seat): void {
    if (this.state.kind === 'answered') {
      this.seats.delete(seat);
      seat.reader.onAnswer(this.state.head, this.state.answer);
    } else if (this.state.kind === 'failed') {
      this.seats.delete(seat);
      seat.reader.onFailure(this.state.error);
    }
  }

  /** Too long to keep: pieces that every reader has had are let go (their places stay, so that indexes hold). */
  private forgetDelivered(): void {
    let first = this.pieces.length;
    for (const seat of this.seats) first = Math.min(first, seat.next);
    for (let i = first - 1; i >= 0 && this.pieces[i] !== EMPTY; i--) this.pieces[i] = EMPTY;
  }

  private updateFlow(): void {
    if (this.flow === null) return;
    let isBlocked = this.seats.size > 0;
    for (const seat of this.seats) isBlocked = isBlocked && seat.isBlocked;
    if (isBlocked === this.isPaused) return;
    this.isPaused = isBlocked;
    if (isBlocked) this.flow.pause();
    else this.flow.resume();
  }
}

const EMPTY = new Uint8Array(0);

export type FlightSeat = Seat;
