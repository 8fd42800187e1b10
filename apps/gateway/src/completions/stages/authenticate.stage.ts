import { type Caller, DEFAULT_ORGANIZATION_ID, GatewayError } from '@llm-cost-optimizer/contracts';
import type { KeyRing } from '../../keys/key-ring.ts';
import type { Exchange } from '../exchange.ts';

const LOCAL_CALLER: Caller = Object.freeze({ organizationId: DEFAULT_ORGANIZATION_ID, projectId: null, keyId: null });

const SCHEME = /^bearer /i;
const SCHEME_LENGTH = 'bearer '.length;

/**
 * Who sends the request. OpenAI clients send `Authorization: Bearer`, Anthropic clients `x-api-key`; both are taken.
 * In local mode (loopback only) any key or none is accepted, but a known virtual key is still recognised.
 * Throws `invalid_api_key`, the same answer for an unknown, an expired and a revoked key.
 */
export function authenticate(exchange: Pick<Exchange, 'header'>, keys: KeyRing, options: { isLocal: boolean }): Caller {
  const secret = readSecret(exchange);
  const caller = secret === null ? null : keys.find(secret);
  if (caller !== null) return caller;
  if (options.isLocal) return LOCAL_CALLER;
  if (keys.isUnreachable) {
    throw new GatewayError(
      'ledger_unavailable',
      'Keys cannot be checked at the moment: the database is not reachable.',
      {
        retryAfterMs: 1_000,
      },
    );
  }
  throw new GatewayError(
    'invalid_api_key',
    secret === null
      ? 'No API key. Send `Authorization: Bearer sk-lco-…` with a virtual key made by `lco keys create`.'
      : 'This API key is not valid. Create a virtual key with `lco keys create`.',
  );
}

function readSecret(exchange: Pick<Exchange, 'header'>): string | null {
  const authorization = exchange.header('authorization');
  if (authorization !== null) {
    return SCHEME.test(authorization) ? authorization.slice(SCHEME_LENGTH).trim() : authorization;
  }
  return exchange.header('x-api-key') ?? exchange.header('api-key');
}
