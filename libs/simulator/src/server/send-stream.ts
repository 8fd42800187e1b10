import { setImmediate } from 'node:timers/promises';
import type { Fault } from '../faults/fault.schema.ts';
import { NO_USAGE } from '../generator/answer-types.ts';
import { cutBytes } from './chunking.ts';
import type { Exchange } from './exchange.ts';
import { headersOf, partOf, type Sending } from './send-plain.ts';
import type { StreamEvent, Wire } from './wire.ts';

const EVENT_STREAM = 'text/event-stream; charset=utf-8';
const BROKEN_EVENT = 'data: {"id":"chatcmpl-broken","choi\n\n';
const EMPTY_EVENT: Omit<StreamEvent, 'data' | 'generatedTokens'> = { isContent: false, hasUsage: false };

/** Sends a streamed answer with the faults that apply to streams. */
export async function sendStream(sending: Sending): Promise<void> {
  const { exchange, wire, reply, fault } = sending;
  exchange.writeHead(200, [...headersOf(sending, wire.streamType ?? EVENT_STREAM), 'cache-control', 'no-cache']);
  if (fault?.emptyBody) return exchange.end(null);
  if (fault === null) return sendEvents(sending, wire.stream(reply));
  const { events, end } = applyFault(wire, wire.stream(reply), fault);
  await sendEvents(sending, events, end);
}

/** How a stream ends: as it should, with a destroyed socket, or stalled first. */
type StreamEnd = { readonly kind: 'normal' } | { readonly kind: 'cut' };

async function sendEvents(
  sending: Sending,
  events: readonly StreamEvent[],
  end: StreamEnd = { kind: 'normal' },
): Promise<void> {
  const { exchange, reply, pace, fault } = sending;
  const startedAt = performance.now();
  // A provider that reports its own failure before the first token bills nothing.
  const isBilled = !(fault?.errorEvent && fault.afterChunks === 0);
  exchange.billed = isBilled ? partOf(reply.usage, 0) : NO_USAGE;
  let content = 0;
  let isStalled = false;
  for (const [index, event] of events.entries()) {
    if (
      fault?.stallMs !== undefined &&
      !isStalled &&
      content >= fault.afterChunks &&
      (event.isContent || content > 0)
    ) {
      isStalled = true;
      exchange.flushHeaders();
      await exchange.wait(fault.stallMs);
    }
    const dueMs = pace.timeOf(event.generatedTokens);
    if (dueMs > 0) await exchange.wait(dueMs - (performance.now() - startedAt));
    if (exchange.isClosed) return;
    if (event.isContent) content += 1;
    exchange.billed = isBilled ? partOf(reply.usage, event.generatedTokens) : NO_USAGE;
    if (event.hasUsage) exchange.usageSent = true;
    const isLast = index === events.length - 1;
    const data = framed(event.data, fault);
    if (isLast && end.kind === 'normal') return endStream(exchange, data, fault);
    await writePiece(exchange, data, fault);
  }
  if (end.kind === 'normal') return exchange.end(null);
  exchange.flushHeaders();
  // What was written has to reach the kernel before the socket is destroyed, or the client sees less than was meant.
  await setImmediate();
  exchange.destroy();
}

async function writePiece(exchange: Exchange, data: string, fault: Fault | null): Promise<void> {
  if (fault?.chunking === undefined) {
    if (!exchange.writeNow(data)) await exchange.drained();
    return;
  }
  for (const piece of cutBytes(Buffer.from(data), {
    chunking: fault.chunking,
    seed: (fault.seed ?? 1) + data.length,
  })) {
    await exchange.write(piece);
    await setImmediate();
  }
}

async function endStream(exchange: Exchange, data: string, fault: Fault | null): Promise<void> {
  if (fault?.chunking === undefined) return exchange.end(data);
  const bytes = Buffer.from(data);
  await writePiece(exchange, bytes.subarray(0, -1).toString(), fault);
  exchange.end(bytes.subarray(-1));
}

function framed(data: string, fault: Fault | null): string {
  if (fault?.framing === 'crlf') return data.replaceAll('\n', '\r\n');
  // Only server-sent events have comments.
  if (fault?.framing === 'comments' && !data.startsWith('{')) return `: keep-alive\n\n${data}`;
  return data;
}

interface FaultyStream {
  readonly events: readonly StreamEvent[];
  readonly end: StreamEnd;
}

/** The events that still go out under a fault, and how the stream then ends. */
function applyFault(wire: Wire, events: readonly StreamEvent[], fault: Fault): FaultyStream {
  const normal = { kind: 'normal' } as const;
  if (fault.cut === 'afterHeaders') return { events: [], end: { kind: 'cut' } };
  const kept = untilChunk(events, fault.afterChunks);
  const generatedTokens = fault.afterChunks === 0 ? 0 : (kept.at(-1)?.generatedTokens ?? 0);
  if (fault.cut === 'afterChunks') return { events: kept, end: { kind: 'cut' } };
  if (fault.truncate) return { events: kept, end: normal };
  if (fault.errorEvent)
    return { events: [...kept, { ...EMPTY_EVENT, data: wire.errorEvent(), generatedTokens }], end: normal };
  if (fault.malformed) {
    const broken = { ...EMPTY_EVENT, data: wire.brokenEvent ?? BROKEN_EVENT, generatedTokens };
    return { events: [...kept, broken, ...events.slice(kept.length)], end: normal };
  }
  return { events, end: normal };
}

/** The events before the content chunk number `count` (from 0). */
function untilChunk(events: readonly StreamEvent[], count: number): readonly StreamEvent[] {
  let content = 0;
  const at = events.findIndex((event) => {
    if (event.isContent) content += 1;
    return content > count;
  });
  return at === -1 ? events : events.slice(0, at);
}
