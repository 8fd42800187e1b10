import { setImmediate } from 'node:timers/promises';
import type { Fault } from '../faults/fault.schema.ts';
import type { SimUsage } from '../generator/answer-types.ts';
import { cutBytes } from './chunking.ts';
import type { Exchange } from './exchange.ts';
import { type Pace, tokensAfter } from './pacing.ts';
import type { PlainReply, Reply, Wire } from './wire.ts';

/** Everything that sending an answer needs. */
export interface Sending {
  readonly exchange: Exchange;
  readonly wire: Wire;
  readonly reply: Reply;
  readonly pace: Pace;
  readonly fault: Fault | null;
}

/** Sends an answer that is not streamed, with the faults that apply to bodies. */
export async function sendPlain(sending: Sending): Promise<void> {
  const { exchange, wire, reply, pace, fault } = sending;
  const totalMs = pace.timeOf(reply.usage.completionTokens);
  if (totalMs > 0) await waitWhileGenerating(sending, totalMs);
  if (exchange.isClosed) return;
  exchange.billed = reply.usage;
  const headers = headersOf(sending, 'application/json');
  const plain = bodyOf(wire.plain(reply), wire, fault);
  if (fault === null) {
    headers.push('content-length', String(Buffer.byteLength(plain.body)));
    exchange.writeHead(200, headers);
    exchange.usageSent = plain.hasUsage;
    // A string leaves together with the head in one write; bytes would be a second one.
    exchange.end(plain.body);
    return;
  }
  await sendFaulty(sending, plain, headers);
}

/** Headers of a 200 with those that the fault adds. */
export function headersOf({ wire, reply, fault }: Sending, contentType: string): string[] {
  const headers = ['content-type', contentType, ...wire.headers(reply)];
  for (const [name, value] of Object.entries(fault?.headers ?? {})) headers.push(name, value);
  return headers;
}

/** Usage of which only `generated` completion tokens came into being. */
export function partOf(usage: SimUsage, generated: number): SimUsage {
  const completionTokens = Math.min(usage.completionTokens, generated);
  return { ...usage, completionTokens, reasoningTokens: Math.min(usage.reasoningTokens, completionTokens) };
}

async function waitWhileGenerating({ exchange, reply, pace }: Sending, totalMs: number): Promise<void> {
  const startedAt = performance.now();
  const total = reply.usage.completionTokens;
  // A client that leaves meanwhile pays for what was generated until then, asked for at the moment of booking.
  exchange.billNow = () => partOf(reply.usage, tokensAfter(pace, performance.now() - startedAt, total));
  await exchange.wait(totalMs);
  exchange.billNow = null;
}

function bodyOf(plain: PlainReply, wire: Wire, fault: Fault | null): PlainReply {
  if (fault?.emptyBody) return { body: '', hasUsage: false };
  if (fault?.malformed) return { body: `${plain.body.slice(0, Math.ceil(plain.body.length / 2))}<`, hasUsage: false };
  if (fault?.errorEvent) {
    const event = wire.errorEvent();
    return { body: /^data: (.*)$/m.exec(event)?.[1] ?? event.trim(), hasUsage: false };
  }
  return plain;
}

async function sendFaulty(sending: Sending, plain: PlainReply, headers: string[]): Promise<void> {
  const { exchange, fault } = sending;
  const bytes = Buffer.from(plain.body);
  headers.push('content-length', String(bytes.length));
  exchange.writeHead(200, headers);
  if (fault?.stallMs !== undefined) {
    exchange.flushHeaders();
    await exchange.wait(fault.stallMs);
  }
  if (fault?.cut !== undefined) {
    // Half the body has to leave before the socket is destroyed; headers alone for `afterHeaders`.
    exchange.flushHeaders();
    if (fault.cut === 'afterChunks') await exchange.write(bytes.subarray(0, bytes.length >> 1));
    await setImmediate();
    exchange.destroy();
    return;
  }
  const last = fault?.chunking === undefined ? bytes : await sendInPieces(exchange, bytes, fault);
  exchange.usageSent = plain.hasUsage;
  exchange.end(last);
}

/** Sends all pieces but the last one, which it returns. */
async function sendInPieces(exchange: Exchange, bytes: Buffer, fault: Fault): Promise<Buffer | null> {
  const plan = { chunking: fault.chunking ?? 'bytes', seed: fault.seed ?? 1 };
  let pending: Buffer | null = null;
  for (const piece of cutBytes(bytes, plan)) {
    if (pending !== null) await exchange.write(pending);
    await setImmediate();
    pending = piece;
  }
  return pending;
}
