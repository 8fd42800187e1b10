import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadQualityModel } from './load-quality-model.ts';

const model = loadQualityModel(new Uint8Array(readFileSync(new URL('../../weights/quality.bin', import.meta.url))));
const needOf = (content: string): number => model.read({ model: 'auto', messages: [{ role: 'user', content }] }).need;

/** Prompts of the kinds on which keyword routers failed in public: hard ones without keywords, trivial ones in huge requests. */
const HARD = [
  'Which of these carbocations rearranges fastest, and what does the kinetic isotope effect at the migrating carbon tell us?',
  'Rank the following ligands by their trans effect in square planar platinum complexes and justify the order.',
  'Explain why the Diels-Alder reaction of cyclopentadiene with maleic anhydride gives the endo product under kinetic control.',
  'Show that the set of algebraic numbers is countable.',
  'Prove that a subgroup of index two is always normal.',
  'Prove that there is no rational number whose square is 12.',
  'Can the landlord keep the deposit if the lease was terminated under the hardship clause but the notice was served a day late?',
  'The agreement caps damages at the fees paid but excludes gross negligence. Does the cap apply to the breach of confidentiality described below, and under which reading?',
  'A 72-year-old with chronic lymphocytic leukemia develops hemolysis two days after starting a sulfonamide. What do you do next and why?',
  'Interpret these arterial blood gases in a patient with salicylate poisoning and explain the mixed disorder.',
  'Design a consensus protocol that tolerates two faulty nodes of seven, and argue its safety and liveness.',
  'Derive the maximum likelihood estimator of a truncated normal distribution and discuss its bias.',
];
const TRIVIAL = [
  'What is the capital of France?',
  'Say hello in one word.',
  'hi',
  'Thanks!',
  'What is 2+2?',
  'Translate "good morning" to Spanish.',
  'Is the sky blue? Answer yes or no.',
  'Write "ok".',
];

describe('prompts on which keyword routers failed in public (RT1, RT4)', () => {
  const hardest = Math.min(...HARD.map(needOf));
  const dearest = Math.max(...TRIVIAL.map(needOf));

  it.each(HARD)('hard without keywords: %s', (prompt) => {
    expect(needOf(prompt)).toBeGreaterThan(dearest);
  });

  it.each(TRIVIAL)('trivial, and so in a request with a huge system text and 40 tools: %s', (content) => {
    const need = needOf(content);
    expect(need).toBeLessThan(hardest);
    const tools = Array.from({ length: 40 }, (_, at) => ({ type: 'function', function: { name: `analyse_${at}` } }));
    const system = { role: 'system', content: 'Prove, derive and analyse each clause of the contract. '.repeat(1_000) };
    const dressed = model.read({ model: 'auto', messages: [system, { role: 'user', content }], tools });
    expect(dressed.need).toBe(need);
  });
});
