/** What stands in place of a secret. */
export const REDACTED = '[redacted]';

const SECRET_FIELDS = [
  'authorization',
  'apiKey',
  'api_key',
  'adminToken',
  'token',
  'password',
  'secret',
  'cookie',
  'connectionString',
  'databaseUrl',
  'redisUrl',
  '["x-api-key"]',
  '["set-cookie"]',
  '["proxy-authorization"]',
  '["x-lco-csrf"]',
];

/** Paths in pino's form: the secret fields at the top and up to two objects deep. */
export const REDACTED_PATHS: readonly string[] = SECRET_FIELDS.flatMap((field) => {
  const below = field.startsWith('[') ? field : `.${field}`;
  return [field, `*${below}`, `*.*${below}`];
});

/**
 * Shapes of secrets in free text: provider keys and our own (`sk-…`, `sk-ant-…`, `gsk_…`, `lco_…`), bearer tokens,
 * and the password part of an address. Linear patterns without nested repetition: log lines may be long.
 */
const KEY = /\b(?:sk-|gsk_|lco_sk_|xai-)[A-Za-z0-9_-]{8,}/g;
const BEARER = /\b(Bearer|Basic) +[A-Za-z0-9._~+/=-]{6,}/gi;
const URL_PASSWORD = /\b([a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@"\\]{0,100}):[^\s/@"\\]{1,300}@/gi;

/** The text without anything that looks like a secret. */
export function scrubSecrets(text: string): string {
  return text.replace(KEY, REDACTED).replace(BEARER, `$1 ${REDACTED}`).replace(URL_PASSWORD, `$1:${REDACTED}@`);
}
