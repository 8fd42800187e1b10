import { randomFillSync } from 'node:crypto';

const HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
/** Random bytes are drawn for many ids at once: one call to the system's generator costs more than an id. */
const pool = new Uint8Array(8 * 1024);
let used = pool.length;

const MAX_COUNTER = 0xfff;
/** A new millisecond starts low, so that thousands of ids fit before the counter is full. */
const COUNTER_START_MASK = 0x1ff;

let lastMs = 0;
let counter = 0;
let timePrefix = '';

/**
 * UUIDv7: 48 bits of Unix milliseconds, a 12-bit counter, 62 random bits. Ids of one process are strictly increasing as
 * text, also when the clock is set back or more are made in a millisecond than the counter holds (then the time part
 * runs ahead). Costs about 0.3 us.
 */
export function createId(): string {
  if (used + 10 > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const at = used;
  used += 10;
  const now = Date.now();
  if (now > lastMs) startMillisecond(now, at);
  else if (counter === MAX_COUNTER) startMillisecond(lastMs + 1, at);
  else counter += 1;
  return `${timePrefix}${hex(0x70 | (counter >> 8))}${hex(counter & 0xff)}-${hex(0x80 | (byte(at) & 0x3f))}${random(at + 1, 1)}-${random(at + 2, 6)}`;
}

function startMillisecond(ms: number, at: number): void {
  lastMs = ms;
  counter = ((byte(at + 8) << 8) | byte(at + 9)) & COUNTER_START_MASK;
  const text = ms.toString(16).padStart(12, '0');
  timePrefix = `${text.slice(0, 8)}-${text.slice(8)}-`;
}

function random(from: number, count: number): string {
  let text = '';
  for (let index = from; index < from + count; index += 1) text += hex(byte(index));
  return text;
}

function byte(index: number): number {
  return pool[index] ?? 0;
}

function hex(value: number): string {
  return HEX[value] ?? '00';
}
