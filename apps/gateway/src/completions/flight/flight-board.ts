import { Flight } from './flight.ts';

/** Flights that can be joined, by cache key and form. Bounded by the number of requests in flight. */
export class FlightBoard {
  private readonly flights = new Map<string, Flight>();

  /** The flight of an identical request, if one is under way and can still be joined. */
  find(key: string): Flight | null {
    const flight = this.flights.get(key);
    return flight?.isJoinable === true ? flight : null;
  }

  /** Starts a flight; with a key, identical requests find it until `land`. */
  start(key: string | null): Flight {
    const flight = new Flight();
    if (key !== null) this.flights.set(key, flight);
    return flight;
  }

  /** Takes the flight off the board: from now on an identical request starts its own (or hits the cache). */
  land(key: string | null, flight: Flight): void {
    if (key !== null && this.flights.get(key) === flight) this.flights.delete(key);
  }

  get size(): number {
    return this.flights.size;
  }
}
