import { parseFields } from '../common/json.ts';
import type { Fields } from '../surface.ts';

/** One line of a stream. */
export function lineOf(fields: Fields): string {
  return `${JSON.stringify(fields)}\n`;
}

/** All lines of a stream as objects, null for each that is none. Only a line feed ends a line: strings may hold U+2028. */
export function readLines(sent: readonly Uint8Array[]): (Fields | null)[] {
  const decoder = new TextDecoder();
  let text = '';
  for (const bytes of sent) text += decoder.decode(bytes, { stream: true });
  const lines = (text + decoder.decode()).split('\n');
  return lines.filter((line) => line.trim() !== '').map(parseFields);
}
