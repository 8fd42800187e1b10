import type { GatewayError } from '@llm-cost-optimizer/contracts';
import { Flight } from './flight.ts';

/** All flights under way; those of cacheable requests by cache key and form. Bounded by the number of requests in flight. */
export class FlightBoard {
  private readonly byKey = new Map<string, Flight>();
  private readonly active = new Set<Flight>();

  /** The flight of an identical request, if one is under way and can still be joined. */
  find(key: string): Flight | null {
    const flight = this.byKey.get(key);
    return flight?.isJoinable === true ? flight : null;
  }

  /** Starts a flight; with a key, identical requests find it until `land`. */
  start(key: string | null): Flight {
    const flight = new Flight();
    this.active.add(flight);
    if (key !== null) this.byKey.set(key, flight);
    return flight;
  }

  /** Takes the flight off the board: from now on an identical request starts its own (or hits the cache). */
  land(key: string | null, flight: Flight): void {
    this.active.delete(flight);
    if (key !== null && this.byKey.get(key) === flight) this.byKey.delete(key);
  }

  /** Ends every flight with an error and stops the providers' work; for the end of the drain time. */
  stopAll(error: GatewayError): void {
    for (const flight of [...this.active]) flight.stop(error);
  }

  /** Flights under way. */
  get size(): number {
    return this.active.size;
  }
}
