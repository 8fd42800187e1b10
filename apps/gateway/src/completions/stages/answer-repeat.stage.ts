import { hash } from 'node:crypto';
import { asBuffer, bytesToText } from '../bytes.ts';
import { dayOf } from '../repeats.ts';
import type { Run } from '../run.ts';
import type { CompletionServices } from '../services.ts';
import { OPTION_HEADERS } from './parse/option-headers.ts';
import { sendStored } from './respond/send-stored.ts';

/** Longer requests repeat too rarely to be looked up twice. */
const MAX_BODY_BYTES = 64 * 1024;
/** Up to here the body itself is the key, which costs less than its digest. V8 hashes no more than 16 KB of a string. */
const MAX_PLAIN_BYTES = 8 * 1024;

/**
 * Answers a request that came byte for byte before, from the same tenant, with the same options in its headers, and was
 * a cache hit then: parsing, key and accounting would come out the same again. False = go on with the other stages.
 */
export function answerRepeat(run: Run, services: CompletionServices): boolean {
  if (!run.snapshot.config.cache.isEnabled || !run.snapshot.rules.isRepeatable) return false;
  run.repeatKey = repeatKey(run);
  if (run.repeatKey === null) return false;
  const { snapshot, startedAtMs } = run;
  const repeat = services.cache.findRepeat(run.repeatKey, { snapshot, day: dayOf(startedAtMs) });
  if (repeat === null) return false;
  run.repeat = repeat;
  run.cache = 'HIT';
  run.outcome = 'cache_exact';
  sendStored(run, repeat.reply, services);
  return true;
}

/** Everything that comes in and can change answer or ledger row: surface, body, tenant, options in headers. */
function repeatKey(run: Run): string | null {
  const { caller, exchange } = run;
  const { body, headers } = exchange;
  if (caller === null || body.byteLength > MAX_BODY_BYTES) return null;
  let key = `${exchange.surface.id}\n${caller.organizationId}\n${caller.projectId ?? ''}\n`;
  for (const name of OPTION_HEADERS) {
    const value = headers[name];
    if (value !== undefined) key += `${name}:${value}\n`;
  }
  // Behind an empty line, which no header value can hold, so that a body cannot pass for headers.
  if (body.byteLength <= MAX_PLAIN_BYTES) return `${key}\n${bytesToText(body)}`;
  return `${key}\nsha256 ${hash('sha256', asBuffer(body), 'base64url')}`;
}
