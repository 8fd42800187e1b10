import type { Fields } from './surface.ts';

const OWN_FIELDS = ['lco', 'preference', 'cache', 'session_id', 'user'] as const;

/** Options of the gateway and the end user, where the rest of a body has no canonical form. */
export function ownFieldsOf(body: Fields): Fields {
  return Object.fromEntries(OWN_FIELDS.filter((name) => name in body).map((name) => [name, body[name]]));
}
