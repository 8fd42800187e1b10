import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** An everyday prompt and how much a strong model is needed for it, 0 to 1, as a person guessed. */
export interface Anchor {
  readonly prompt: string;
  readonly level: number;
}

const FILE = fileURLToPath(new URL('anchors.txt', import.meta.url));
const TOP_LEVEL = 4;

export function readAnchors(): Anchor[] {
  return readFileSync(FILE, 'utf8')
    .split('\n')
    .filter((line) => /^\d\|/.test(line))
    .map((line) => ({ level: Number(line[0]) / TOP_LEVEL, prompt: line.slice(2).replaceAll('\\n', '\n') }));
}
