/** Parsed JSON that nobody vouches for. */
export type Fields = Readonly<Record<string, unknown>>;

const NOTHING: Fields = Object.freeze({});

/** The object, or an empty one. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : NOTHING;
}

/** The objects of the list, or none. */
export function listOf(value: unknown): Fields[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}

/** The number, or null. */
export function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
