import { asBuffer } from '../../bytes.ts';
import type { Exchange } from '../../exchange.ts';

/** Larger bodies that were refused are not read a second time for the sake of one name. */
const MAX_BYTES = 256 * 1024;
const MAX_CHARS = 200;

/** The model that a refused body names; '' where it names none or cannot be read. For the row alone, so that one sees whose mistake it was. */
export function sentModel({ body }: Pick<Exchange, 'body'>): string {
  if (body.byteLength === 0 || body.byteLength > MAX_BYTES) return '';
  let sent: unknown;
  try {
    sent = JSON.parse(asBuffer(body).toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return '';
    throw error;
  }
  if (typeof sent !== 'object' || sent === null || !('model' in sent)) return '';
  return typeof sent.model === 'string' ? sent.model.slice(0, MAX_CHARS) : '';
}
