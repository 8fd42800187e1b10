import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ROOT } from './program.ts';
import { SeededRandom } from './seeded-random.ts';

const DEV_SET = join(ROOT, '..', 'shared', 'routing-data', 'dev.jsonl');
const MAX_CHARS = 20_000;

/** Whether the real prompts are on this machine. */
export const HAS_DEV_SET = existsSync(DEV_SET);

/** Real prompts of mixed kinds, all different. */
export function devPrompts(): string[] {
  const line = z.object({ prompt: z.string().min(1) });
  const prompts = readFileSync(DEV_SET, 'utf8')
    .split('\n')
    .filter((text) => text !== '')
    .map((text) => line.parse(JSON.parse(text)).prompt);
  return [...new Set(prompts)].filter(({ length }) => length <= MAX_CHARS);
}

const OPENINGS = ['Explain', 'Translate into French:', 'Summarize', 'Write a TypeScript function about', 'Prove'];
const SUBJECTS = ['the tides', 'a binary heap', 'compound interest', 'the French Revolution', 'an irrational number'];

/** Made-up prompts from one line to several pages, all different. Equal seeds give equal prompts. */
export function madeUpPrompts(count: number, seed: number): string[] {
  const random = new SeededRandom(seed);
  return Array.from({ length: count }, (_, at) => {
    const context = 'Some context that the answer has to respect. '.repeat(Math.floor(random.next() ** 4 * 400));
    return `${random.pick(OPENINGS)} ${random.pick(SUBJECTS)}, case ${at}. ${context}`;
  });
}
