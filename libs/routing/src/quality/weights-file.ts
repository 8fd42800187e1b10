/** A named array of the weights file. */
export type Section = Float32Array | Int8Array | Uint8Array | Int32Array;

const MAGIC = 0x514f434c;
const ALIGN = 8;
const PREFIX = 8;

const KINDS = { f32: Float32Array, i8: Int8Array, u8: Uint8Array, i32: Int32Array } as const;
type Kind = keyof typeof KINDS;

interface Index {
  readonly header: unknown;
  readonly sections: Readonly<Record<string, { readonly kind: Kind; readonly length: number; readonly at: number }>>;
}

/** What a weights file holds. `header` is what its writer gave, unchecked. */
export interface WeightsFile {
  readonly header: unknown;
  /** Throws when the file has no such section of this kind. */
  f32(name: string): Float32Array;
  i8(name: string): Int8Array;
  u8(name: string): Uint8Array;
  i32(name: string): Int32Array;
}

/** One file out of a header (JSON) and arrays: the same arguments give the same bytes. */
export function encodeWeights(header: unknown, sections: Readonly<Record<string, Section>>): Uint8Array {
  let at = 0;
  const entries = Object.entries(sections).map(([name, data]) => {
    const entry = { name, data, at };
    at += Math.ceil(data.byteLength / ALIGN) * ALIGN;
    return entry;
  });
  const index: Index = {
    header,
    sections: Object.fromEntries(
      entries.map((entry) => [entry.name, { kind: kindOf(entry.data), length: entry.data.length, at: entry.at }]),
    ),
  };
  const text = new TextEncoder().encode(JSON.stringify(index));
  const start = Math.ceil((PREFIX + text.length) / ALIGN) * ALIGN;
  const bytes = new Uint8Array(start + at);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, text.length, true);
  bytes.set(text, PREFIX);
  for (const { data, at: offset } of entries) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), start + offset);
  }
  return bytes;
}

/** Opens a weights file. Throws when the bytes are not one or are cut short. */
export function decodeWeights(bytes: Uint8Array): WeightsFile {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < PREFIX || view.getUint32(0, true) !== MAGIC)
    throw new Error('These bytes are not router weights.');
  const size = view.getUint32(4, true);
  const start = Math.ceil((PREFIX + size) / ALIGN) * ALIGN;
  if (start > bytes.length) throw new Error('The router weights are cut short.');
  // The writer above made it, and the magic number says so.
  const index = JSON.parse(new TextDecoder().decode(bytes.subarray(PREFIX, PREFIX + size))) as Index;
  // Copied, so that every section is aligned whatever buffer the caller read the file into.
  const body = Uint8Array.from(bytes.subarray(start));
  const take = <K extends Kind>(name: string, kind: K): InstanceType<(typeof KINDS)[K]> => {
    const found = index.sections[name];
    if (found?.kind !== kind) throw new Error(`The router weights have no section ${name} of kind ${kind}.`);
    const Type = KINDS[kind];
    if (found.at + found.length * Type.BYTES_PER_ELEMENT > body.length)
      throw new Error('The router weights are cut short.');
    return new Type(body.buffer, found.at, found.length) as InstanceType<(typeof KINDS)[K]>;
  };
  return {
    header: index.header,
    f32: (name) => take(name, 'f32'),
    i8: (name) => take(name, 'i8'),
    u8: (name) => take(name, 'u8'),
    i32: (name) => take(name, 'i32'),
  };
}

function kindOf(data: Section): Kind {
  if (data instanceof Float32Array) return 'f32';
  if (data instanceof Int8Array) return 'i8';
  return data instanceof Uint8Array ? 'u8' : 'i32';
}
