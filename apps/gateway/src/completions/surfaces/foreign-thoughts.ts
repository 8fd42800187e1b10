import type { Fields, NativeTarget } from './surface.ts';

/** Ids of items that this gateway wrote, which no provider has stored. */
const OWN_ID = /^[a-z]+_lco/;

/**
 * A body of the Responses API without thoughts that the provider cannot read: those this gateway wrote for other providers,
 * and encrypted ones of whoever answered before, unless that can only have been this provider. Items that stood with them
 * lose their ids, by which the provider would look for the thoughts.
 */
export function withoutForeignThoughts(body: Fields, { isOnlySource }: NativeTarget): Fields {
  const { input } = body;
  if (!Array.isArray(input)) return body;
  const items = input.map((item: unknown) => (isFields(item) ? item : null));
  const isForeign = (item: Fields | null) => item?.type === 'reasoning' && (!isOnlySource || isOwn(item));
  if (!items.some((item) => isForeign(item) || isOwn(item))) return body;
  const hasForeign = items.some(isForeign);
  const kept = input.flatMap((given: unknown, at) => {
    const item = items[at] ?? null;
    if (item === null) return [given];
    if (isForeign(item)) return [];
    const { id: _, ...rest } = item;
    return (hasForeign && item.type !== 'item_reference') || isOwn(item) ? [rest] : [item];
  });
  return { ...body, input: kept };
}

function isOwn(item: Fields | null): boolean {
  return typeof item?.id === 'string' && OWN_ID.test(item.id);
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
