import type { Field } from './field.ts';

/** Fields of ours, and dialects of other gateways that we read; they mean the same on every surface. */
const OWN_FIELDS = ['lco', 'preference', 'cache', 'models', 'session_id'] as const;
const NAMES: ReadonlySet<string> = new Set(OWN_FIELDS);

export function isOwnField(name: string): boolean {
  return NAMES.has(name);
}

/** Those of the body, as they are: the request path checks them on every surface alike. */
export function ownFields(body: Field): Readonly<Record<string, unknown>> {
  const source = body.object();
  const own: Record<string, unknown> = {};
  for (const name of OWN_FIELDS) if (source[name] !== undefined) own[name] = source[name];
  return own;
}
