import { type Answer, Connection } from './connection.ts';
import type { LoadOrder, LoadResult, Percentiles } from './load.types.ts';
import { requestMaker } from './request-text.ts';

/** Puts load on a server as ordered. Rejects when nobody listens there. */
export async function runLoad(order: LoadOrder): Promise<LoadResult> {
  const tally = new Tally();
  const startedAt = performance.now();
  const endsAt = startedAt + order.seconds * 1_000;
  if (order.pace.kind === 'closed') await closedLoop(order, order.pace.connections, endsAt, tally);
  else await openLoop(order, order.pace.rate, endsAt, tally);
  return tally.result((performance.now() - startedAt) / 1_000);
}

class Tally {
  private requests = 0;
  private failures = 0;
  private firstFailure: string | null = null;
  private readonly firstBytes: number[] = [];
  private readonly wholes: number[] = [];

  /** `dueAt` null = latencies are not asked for. */
  add(answer: Answer, dueAt: number | null): void {
    this.requests += 1;
    if (answer.failure !== null) {
      this.failures += 1;
      this.firstFailure ??= answer.failure;
    } else if (dueAt !== null) {
      this.firstBytes.push(answer.firstByteAt - dueAt);
      this.wholes.push(answer.endAt - dueAt);
    }
  }

  result(seconds: number): LoadResult {
    const { requests, failures, firstFailure, firstBytes, wholes } = this;
    const isTimed = firstBytes.length > 0;
    return {
      requests,
      failures,
      firstFailure,
      seconds,
      firstByteMs: isTimed ? percentiles(firstBytes) : null,
      wholeMs: isTimed ? percentiles(wholes) : null,
    };
  }
}

/** Each connection sends its next request as soon as the last one is answered. */
async function closedLoop(order: LoadOrder, connections: number, endsAt: number, tally: Tally): Promise<void> {
  const nextRequest = requestMaker(order);
  const clients = await Promise.all(Array.from({ length: connections }, () => Connection.open(order.port)));
  await Promise.all(
    clients.map(
      (client) =>
        new Promise<void>((resolve) => {
          const send = () =>
            client.send(nextRequest(), (answer) => {
              tally.add(answer, null);
              if (answer.failure === null && performance.now() < endsAt) send();
              else resolve();
            });
          send();
        }),
    ),
  );
  for (const client of clients) client.close();
}

/** Requests leave at fixed moments whether or not earlier ones are answered, and their time counts from that moment. */
async function openLoop(order: LoadOrder, rate: number, endsAt: number, tally: Tally): Promise<void> {
  const nextRequest = requestMaker(order);
  const idle = await Promise.all(Array.from({ length: 16 }, () => Connection.open(order.port)));
  const startsAt = performance.now();
  const total = Math.floor(((endsAt - startsAt) / 1_000) * rate);
  const running = new Set<Promise<void>>();
  for (let index = 0; index < total; index++) {
    const dueAt = startsAt + (index * 1_000) / rate;
    await until(dueAt);
    const call = sendOne(idle, order.port, nextRequest(), dueAt, tally).finally(() => running.delete(call));
    running.add(call);
  }
  await Promise.all(running);
  for (const client of idle) client.close();
}

async function sendOne(idle: Connection[], port: number, request: Buffer, dueAt: number, tally: Tally): Promise<void> {
  const client = idle.pop() ?? (await Connection.open(port));
  const answer = await new Promise<Answer>((resolve) => client.send(request, resolve));
  tally.add(answer, dueAt);
  if (client.isUsable) idle.push(client);
}

/** Timers are exact to the millisecond only; the rest is spent looking at the clock between events. */
async function until(dueAt: number): Promise<void> {
  const restMs = dueAt - performance.now();
  if (restMs > 1.5) await new Promise((resolve) => setTimeout(resolve, Math.floor(restMs - 1)));
  while (performance.now() < dueAt) await new Promise((resolve) => setImmediate(resolve));
}

function percentiles(values: number[]): Percentiles {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99) };
}
