import { hash } from 'node:crypto';
import { GatewayError } from '@llm-cost-optimizer/contracts';
import type { SentAnswer } from '../answer-copy.ts';
import { asBuffer, bytesToText } from '../bytes.ts';
import type { Exchange, HeaderList } from '../exchange.ts';
import type { IdempotencyClaim, KeyEnd, KeyEntry } from '../idempotency/idempotency-board.ts';
import type { Run } from '../run.ts';
import type { CompletionServices } from '../services.ts';
import { beginWait, endWait } from '../waiting.ts';
import { OPTION_HEADERS } from './parse/option-headers.ts';

const HEADER = 'idempotency-key';
const KEY = /^[\x21-\x7e]{1,255}$/;
/** Headers that told what the first request cost; a replay costs nothing. */
const MONEY_HEADERS = new Set(['x-lco-cost-usd', 'x-lco-saved-usd', 'x-lco-baseline', 'x-lco-budget-remaining-usd']);

/** True when the client wants this request to be made once, however often it is sent. */
export function isIdempotent(exchange: Exchange): boolean {
  return exchange.header(HEADER) !== null;
}

/**
 * Takes the request's idempotency key, or answers with what the same key got before: at once, or as soon as the request
 * that holds the key has ended. An error is told to everyone who waited, and frees the key; after a client that left
 * the next one makes the call. Null = the request is over. Throws `idempotency_key_reused` (409) when the key belongs
 * to another request of this caller, and whatever the request that held the key failed with.
 */
export async function claimKey(run: Run, services: CompletionServices): Promise<IdempotencyClaim | null> {
  const key = keyOf(run);
  const fingerprint = fingerprintOf(run);
  for (;;) {
    const known = services.idempotency.find(key);
    if (known === null) return services.idempotency.claim(key, fingerprint, run);
    if (known.fingerprint !== fingerprint) {
      throw new GatewayError(
        'idempotency_key_reused',
        'This Idempotency-Key was used for another request. Use a new key for each new request.',
        { param: 'Idempotency-Key' },
      );
    }
    const end = await waitFor(known, run, services);
    if (end === null) return null;
    if (end.kind === 'failed') throw end.error;
    if (end.kind === 'free') continue;
    replay(run, end.answer, services);
    return null;
  }
}

/** Keys of different callers never meet. */
function keyOf({ caller, exchange }: Run): string {
  const sent = exchange.header(HEADER) ?? '';
  if (caller === null) throw new Error('claimKey before authenticate');
  if (!KEY.test(sent)) {
    throw new GatewayError('invalid_request', 'Idempotency-Key must be 1 to 255 visible ASCII characters.', {
      param: 'Idempotency-Key',
    });
  }
  return `${caller.organizationId}\n${caller.projectId ?? ''}\n${caller.keyId ?? ''}\n${sent}`;
}

/** Surface, body and options in headers. */
function fingerprintOf({ exchange }: Run): string {
  let options = `${exchange.surface.id}\n`;
  for (const name of OPTION_HEADERS) {
    const value = exchange.headers[name];
    if (value !== undefined) options += `${name}:${value}\n`;
  }
  return `${hash('sha256', asBuffer(exchange.body), 'base64url')}\n${options}`;
}

/** How the request that holds the key ends; null when our own client left meanwhile. */
async function waitFor(known: KeyEntry, run: Run, services: CompletionServices): Promise<KeyEnd | null> {
  const left = Promise.withResolvers<null>();
  run.exchange.onClientGone(() => {
    run.isClientGone = true;
    left.resolve(null);
  });
  beginWait(run, services.clock.monotonic());
  const end = await Promise.race([known.end, left.promise]);
  endWait(run, services.clock.monotonic());
  return run.isClientGone ? null : end;
}

/** Sends the stored answer. The row says that it was shared; it cost nothing and, as a repeat, saved nothing. */
function replay(run: Run, { status, headers, body }: SentAnswer, services: CompletionServices): void {
  run.cache = 'DEDUP';
  run.outcome = 'dedup';
  run.route = { complexity: null, reason: 'idempotent replay' };
  run.firstByteAt = services.clock.monotonic();
  services.metrics.idempotentReplay();
  run.exchange.send(status, replayHeaders(run, headers), bytesToText(body));
}

function replayHeaders(run: Run, sent: readonly string[]): HeaderList {
  const headers: HeaderList = ['x-lco-idempotent-replay', 'true', 'x-lco-cost-usd', '0'];
  for (let i = 0; i + 1 < sent.length; i += 2) {
    const name = sent[i] ?? '';
    if (MONEY_HEADERS.has(name)) continue;
    headers.push(name, name === 'x-request-id' ? run.clientRequestId : (sent[i + 1] ?? ''));
  }
  return headers;
}
