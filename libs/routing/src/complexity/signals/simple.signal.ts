import type { TextScan } from '../text-scan.ts';
import { reason, type Signal } from './signal.ts';

const PLEASANTRY = reason('simple', -4, 'Is a greeting or thanks.');
const LOOKUP = reason('simple', -2.5, 'Is a short question for a fact.');
const TRANSFORM = reason('simple', -2, 'Asks for a mechanical change of a text.');
const EMPTY = reason('simple', -2, 'Has no text.');

/**
 * Evidence that a request is easy. The only signal that can bring a request into the low tier: whatever shows neither
 * difficulty nor one of these shapes stays in the middle, because not knowing is not the same as easy.
 */
export const simpleSignal: Signal = (scan, { features }) => {
  const { seen, words } = scan;
  if (words === 0) return features.hasImages || scan.lines > 0 ? null : EMPTY;
  if (words <= 6 && seen.pleasantry * 2 >= words && !isDemanding(scan)) return PLEASANTRY;
  if (isDemanding(scan)) return null;
  if (seen.transform > 0 && seen.creation === 0) return TRANSFORM;
  // More numbers than two make a small calculation of it.
  const isShort = words <= 25 && scan.lines <= 2 && scan.numbers <= 2;
  return isShort && seen.lookup > 0 ? LOOKUP : null;
};

/** Any mark of difficulty that forbids to call the request easy. */
function isDemanding({ seen, mathSigns, fences, options, words }: TextScan): boolean {
  if (seen.reasoning > 0 || fences > 0 || mathSigns >= 2 || options >= 2) return true;
  // In a longer pasted text a few such words stand by chance.
  const chance = 1 + words / 60;
  return seen.mathematics > chance || seen.code > chance || seen.specialist > chance || seen.creation > chance;
}
