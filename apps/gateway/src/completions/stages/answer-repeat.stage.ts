import { hash } from 'node:crypto';
import { asBuffer } from '../bytes.ts';
import { dayOf } from '../repeats.ts';
import type { Run } from '../run.ts';
import type { CompletionServices } from '../services.ts';
import { OPTION_HEADERS } from './parse/options.ts';
import { sendStored } from './respond/send-stored.ts';

/** Longer requests repeat too rarely to be digested twice. */
const MAX_BODY_BYTES = 64 * 1024;

/**
 * Answers a request that came byte for byte before, from the same tenant, with the same options in its headers, and was
 * a cache hit then: parsing, key and accounting would come out the same again. False = go on with the other stages.
 */
export function answerRepeat(run: Run, services: CompletionServices): boolean {
  if (!run.snapshot.config.cache.isEnabled) return false;
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

/** Everything that comes in and can change answer or ledger row: body, tenant, options in headers. */
function repeatKey(run: Run): string | null {
  const { caller, exchange } = run;
  if (caller === null || exchange.body.byteLength > MAX_BODY_BYTES) return null;
  let key = `${hash('sha256', asBuffer(exchange.body), 'base64url')}\n${caller.organizationId}\n${caller.projectId ?? ''}`;
  for (const name of OPTION_HEADERS) {
    const value = exchange.headers[name];
    if (value !== undefined) key += `\n${name}:${value}`;
  }
  return key;
}
