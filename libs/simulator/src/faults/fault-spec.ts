import { type Fault, faultSchema } from './fault.schema.ts';

const MARKER = /\[\[sim:([^\]]{1,500})\]\]/;

/**
 * The fault written as `status=429;retry-after=2`, the form of the header `x-sim-fault` and of markers in prompts.
 * Keys: status, code, retry-after, retry-after-ms, html, delay, stall, cut (before-headers, after-headers or a number of
 * chunks), truncate, after, no-usage, malformed, empty-body, error-event, wrong-model, chunking, seed, framing.
 * Times are milliseconds. Returns null when the text names an unknown key or a value out of range.
 */
export function parseFaultSpec(text: string): Fault | null {
  const fault: Record<string, unknown> = {};
  const headers: Record<string, string> = {};
  for (const item of text.split(';')) {
    const [rawKey = '', ...rest] = item.split('=');
    const key = rawKey.trim();
    const value = rest.join('=').trim();
    if (key === '') continue;
    if (key === 'retry-after' || key === 'retry-after-ms') headers[key] = value;
    else if (!assign(fault, key, value)) return null;
  }
  if (Object.keys(headers).length > 0) fault.headers = headers;
  const parsed = faultSchema.safeParse(fault);
  return parsed.success ? parsed.data : null;
}

/** The fault of the first marker `[[sim:…]]` in a prompt; null = none, or one that cannot be read. */
export function faultFromPrompt(prompt: string): Fault | null {
  if (!prompt.includes('[[sim:')) return null;
  const spec = MARKER.exec(prompt)?.[1];
  return spec === undefined ? null : parseFaultSpec(spec);
}

const NUMBERS: Readonly<Record<string, string>> = {
  status: 'status',
  delay: 'delayMs',
  stall: 'stallMs',
  after: 'afterChunks',
  seed: 'seed',
};
const FLAGS: Readonly<Record<string, string>> = {
  html: 'html',
  'no-usage': 'noUsage',
  malformed: 'malformed',
  'empty-body': 'emptyBody',
  'error-event': 'errorEvent',
  truncate: 'truncate',
};
const TEXTS: Readonly<Record<string, string>> = {
  code: 'code',
  'wrong-model': 'wrongModelName',
  chunking: 'chunking',
  framing: 'framing',
};

function assign(fault: Record<string, unknown>, key: string, value: string): boolean {
  const number = NUMBERS[key];
  const flag = FLAGS[key];
  const text = TEXTS[key];
  if (number !== undefined) fault[number] = Number(value === '' ? Number.NaN : value);
  else if (flag !== undefined) fault[flag] = value !== 'false';
  else if (text !== undefined) fault[text] = value;
  else if (key === 'cut') assignCut(fault, value);
  else return false;
  return true;
}

function assignCut(fault: Record<string, unknown>, value: string): void {
  if (value === 'before-headers' || value === '') fault.cut = 'beforeHeaders';
  else if (value === 'after-headers') fault.cut = 'afterHeaders';
  else {
    fault.cut = 'afterChunks';
    fault.afterChunks = Number(value);
  }
}
