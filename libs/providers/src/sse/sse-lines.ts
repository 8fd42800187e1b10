export const LF = 0x0a;
export const CR = 0x0d;
const SPACE = 0x20;
const COLON = 0x3a;
const NAME_LENGTH = 'data'.length;

/** Position of the next CR or LF from `start` on; -1 = there is none. */
export function endOfLine(bytes: Buffer, start: number): number {
  for (let at = start; at < bytes.length; at++) {
    if (bytes[at] === LF || bytes[at] === CR) return at;
  }
  return -1;
}

/** Whether the line from `start` to before `end` is a `data` field. */
export function isDataField(bytes: Buffer, start: number, end: number): boolean {
  if (end - start < NAME_LENGTH) return false;
  const isNamed =
    bytes[start] === 0x64 && bytes[start + 1] === 0x61 && bytes[start + 2] === 0x74 && bytes[start + 3] === 0x61;
  return isNamed && (end === start + NAME_LENGTH || bytes[start + NAME_LENGTH] === COLON);
}

/** The value of a `data` field, without the one space that may stand before it. */
export function dataOf(bytes: Buffer, start: number, end: number): string {
  const value = bytes[start + NAME_LENGTH] === COLON ? start + NAME_LENGTH + 1 : end;
  return bytes.toString('utf8', bytes[value] === SPACE && value < end ? value + 1 : value, end);
}

/** Position behind a byte order mark, with which a stream may begin. */
export function skipByteOrderMark(bytes: Buffer, start: number): number {
  return bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf ? start + 3 : start;
}
