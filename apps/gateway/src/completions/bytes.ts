/**
 * Text of which every character is one byte of what goes over the wire ("latin1"). An answer is put together from
 * such pieces because node writes a string body and its head in one packet and copies it without transcoding,
 * while a Buffer becomes a second write. UTF-8 passes through unharmed: its bytes are never interpreted.
 */
export type ByteText = string;

/** The bytes as byte text. Copies. */
export function bytesToText(bytes: Uint8Array): ByteText {
  return asBuffer(bytes).toString('latin1');
}

/** Ordinary text (such as JSON) as byte text, in UTF-8. ASCII comes back as it is. */
export function textToBytes(text: string): ByteText {
  return Buffer.byteLength(text) === text.length ? text : Buffer.from(text, 'utf8').toString('latin1');
}

/** The same memory as a Buffer, which has the searching methods. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
