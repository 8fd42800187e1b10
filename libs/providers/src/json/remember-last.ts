/** Keeps the last value built. A provider has one key at a time, so that its headers are built once. */
export function rememberLast<T>(build: (key: string) => T): (key: string) => T {
  let last: { readonly key: string; readonly value: T } | null = null;
  return (key) => {
    if (last === null || last.key !== key) last = { key, value: build(key) };
    return last.value;
  };
}
