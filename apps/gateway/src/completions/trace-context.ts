import type { Exchange } from './exchange.ts';

/** Version, trace id, parent id, flags: https://www.w3.org/TR/trace-context/. Ids of zeros alone are no ids. */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;
/** Lists of vendors' own values; what is longer may be left out. */
const TRACESTATE = /^[\x20-\x7e]{1,512}$/;
const MAX_RETRIES = 1_000;

const NONE: readonly string[] = Object.freeze([]);

/** Trace id of a well-formed `traceparent`; null when there is none. */
export function traceIdOf(exchange: Pick<Exchange, 'header'>): string | null {
  const sent = exchange.header('traceparent');
  return sent === null ? null : (TRACEPARENT.exec(sent)?.[1] ?? null);
}

/** The client's trace headers as providers get them: unchanged, because the gateway adds no spans of its own. */
export function traceHeaders(exchange: Pick<Exchange, 'header'>): readonly string[] {
  const traceparent = exchange.header('traceparent');
  if (traceparent === null || !TRACEPARENT.test(traceparent)) return NONE;
  const tracestate = exchange.header('tracestate');
  const isKept = tracestate !== null && TRACESTATE.test(tracestate);
  return isKept ? ['traceparent', traceparent, 'tracestate', tracestate] : ['traceparent', traceparent];
}

/** How many times the official client that sends this has sent the same request before; null = not told, or never. */
export function clientRetriesOf(exchange: Pick<Exchange, 'header'>): number | null {
  const sent = Number(exchange.header('x-stainless-retry-count') ?? 0);
  return Number.isInteger(sent) && sent > 0 && sent <= MAX_RETRIES ? sent : null;
}
