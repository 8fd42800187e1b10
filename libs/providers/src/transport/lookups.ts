import { lookup as systemLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';

type Callback = Parameters<LookupFunction>[2];

/** Name lookups of a process. */
export interface Lookups {
  readonly lookup: LookupFunction;
  /** Whether somebody waits for the address of a name right now. */
  isPending(hostname: string): boolean;
}

/**
 * Name lookups in which a name is asked for once at a time, however many connections wait for it. The system's lookup
 * cannot be broken off and holds one of the process' few threads until it ends: without this, four connections to a
 * name that hangs would stop every file operation of the process. Waiting is bounded by each call's own limit.
 */
export function createLookups(ask: typeof systemLookup = systemLookup): Lookups {
  const waiting = new Map<string, Callback[]>();
  const lookup: LookupFunction = (hostname, options, callback) => {
    const key = `${hostname} ${options.family ?? 0} ${options.hints ?? 0} ${options.all === true}`;
    const others = waiting.get(key);
    if (others !== undefined) {
      others.push(callback);
      return;
    }
    const callbacks = [callback];
    waiting.set(key, callbacks);
    ask(hostname, options, (error, address, family) => {
      waiting.delete(key);
      for (const tell of callbacks) tell(error, address, family);
    });
  };
  const isPending = (hostname: string) => {
    for (const key of waiting.keys()) if (key.startsWith(`${hostname} `)) return true;
    return false;
  };
  return { lookup, isPending };
}
