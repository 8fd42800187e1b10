import type { ByteText } from '../../bytes.ts';
import { bytesToText } from '../../bytes.ts';
import type { Run } from '../../run.ts';

const EVENT_END = '}\n\n';
const NULL_USAGE = '"usage":null';
/** Quotes inside JSON texts are escaped, so that this can only be a key. */
const USAGE_KEY = '"usage":';

/** Whether every chunk of this client's stream says `usage: null` before the last one says all: OpenAI's way with who asked for usage. */
export function saysNullUsage({ request, surfaceRequest }: Run): boolean {
  return surfaceRequest === null && (request?.wantsUsageChunk === true || request?.options.wantsUsage === true);
}

/** Whole chunks with `usage: null` in those that have no `usage`. The same text where nothing is missing. */
export function withNullUsage(events: ByteText): ByteText {
  let text = '';
  let from = 0;
  for (let end = events.indexOf(EVENT_END); end >= 0; end = events.indexOf(EVENT_END, end + EVENT_END.length)) {
    const start = Math.max(from, events.lastIndexOf('\n\n', end));
    if (!lacksUsage(events.slice(start, end + 1))) continue;
    text += `${events.slice(from, end)},${NULL_USAGE}`;
    from = end;
  }
  return from === 0 ? events : text + events.slice(from);
}

/** The same for bytes; the very same ones where nothing is missing. */
export function bytesWithNullUsage(bytes: Uint8Array): Uint8Array {
  const events = bytesToText(bytes);
  const text = withNullUsage(events);
  return text === events ? bytes : Buffer.from(text, 'latin1');
}

function lacksUsage(event: ByteText): boolean {
  if (event.includes(NULL_USAGE)) return false;
  const start = event.indexOf('data: {');
  if (start < 0) return false;
  if (!event.includes(USAGE_KEY)) return true;
  // Somewhere deeper, as in Groq's `x_groq`, or at the top.
  const chunk: unknown = JSON.parse(event.slice(start + 'data: '.length));
  return typeof chunk === 'object' && chunk !== null && !('usage' in chunk);
}
