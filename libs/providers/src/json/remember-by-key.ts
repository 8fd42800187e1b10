/** A provider has few keys at a time; what a key in use has built is built again when they have changed often. */
const MAX_KEYS = 64;

/** Keeps what was built for each key, so that headers are built once for each, also where requests take keys in turn. */
export function rememberByKey<T>(build: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  let last: { readonly key: string; readonly value: T } | null = null;
  return (key) => {
    if (last?.key === key) return last.value;
    let value = known.get(key);
    if (value === undefined) {
      value = build(key);
      if (known.size >= MAX_KEYS) known.clear();
      known.set(key, value);
    }
    last = { key, value };
    return value;
  };
}
