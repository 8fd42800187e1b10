import type { GatewayError } from '@llm-cost-optimizer/contracts';
import { Flight } from './flight.ts';
import { LateCalls } from './late-calls.ts';

/** A flight's place on the board, emptied when it lands. */
interface Slot {
  flight: Flight | null;
}

/**
 * All flights under way; those of cacheable requests by cache key and form. Bounded by the number of requests in flight.
 *
 * Built so that a landed flight is garbage at once. V8's Map and Set keep their former tables linked when they grow or
 * are tidied up; a dead table that has reached the old generation then keeps every later request alive until the next
 * full collection (measured: 40 % of young memory survived each collection, a third of the CPU per request). So the
 * map holds slots that are emptied, and the list is an array.
 */
export class FlightBoard {
  /** Calls of flights that have landed or moved on without them. */
  readonly late = new LateCalls();
  private readonly byKey = new Map<string, Slot>();
  private readonly active: Flight[] = [];

  /** The flight of an identical request, if one is under way and can still be joined. */
  find(key: string): Flight | null {
    const flight = this.byKey.get(key)?.flight ?? null;
    return flight?.isJoinable === true ? flight : null;
  }

  /** Starts a flight; with a key, identical requests find it until `land`. */
  start(key: string | null): Flight {
    const flight = new Flight();
    flight.boardIndex = this.active.length;
    this.active.push(flight);
    if (key !== null) {
      this.forget(key);
      this.byKey.set(key, { flight });
    }
    return flight;
  }

  /** Takes the flight off the board: from now on an identical request starts its own (or hits the cache). */
  land(key: string | null, flight: Flight): void {
    if (key !== null && this.byKey.get(key)?.flight === flight) this.forget(key);
    if (this.active[flight.boardIndex] !== flight) return;
    const last = this.active.pop();
    if (last === undefined || last === flight) return;
    this.active[flight.boardIndex] = last;
    last.boardIndex = flight.boardIndex;
  }

  /** Ends every flight with an error and stops the providers' work; for the end of the drain time. */
  stopAll(error: GatewayError): void {
    this.late.stopAll();
    for (const flight of [...this.active]) flight.stop(error);
  }

  /** Flights under way. */
  get size(): number {
    return this.active.length;
  }

  /** Bytes that wait for slow readers, over all flights. */
  get waitingBytes(): number {
    return this.active.reduce((sum, flight) => sum + flight.waitingBytes, 0);
  }

  private forget(key: string): void {
    const slot = this.byKey.get(key);
    if (slot === undefined) return;
    slot.flight = null;
    this.byKey.delete(key);
  }
}
