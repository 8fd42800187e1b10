import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Section } from './sections.ts';

const EXPERIMENTS = fileURLToPath(new URL('../train/EXPERIMENTS.md', import.meta.url));

/** The whole report as Markdown. */
export function reportOf(version: string, goals: string, sections: readonly Section[]): string {
  return [
    '# Routing report',
    '',
    'Written by `npm run eval:routing`; do not edit. How routing works and what these figures mean: [routing.md](routing.md).',
    `Weights: \`libs/routing/weights/quality.bin\`, version \`${version}\`.`,
    '',
    'APGR is the area under the recovered share of the quality gap between two models, over the share of prompts that go to the stronger one; a router that',
    'draws lots gets 0.5, and can get any saving by accident only. CPT(x) is the smallest share of strong calls that recovers x % of the gap. "Saved" is the',
    "cost saved at 95 and 98 % of the strong model's quality when a strong call costs 16.67 weak ones; thresholds are read off the measured rows (hindsight),",
    'as in the published metric. APGRw weighs groups by the root of their rows times the quality gap. Intervals are 95 %, by drawing the rows again.',
    'Small groups are noise: look at the intervals.',
    '',
    '## Against the goals',
    '',
    goals,
    '',
    'The goals are judged on another data set, which was not used here.',
    '',
    ...sections.flatMap(({ title, text }) => [`## ${title}`, '', text, '']),
    '## What did not work',
    '',
    existsSync(EXPERIMENTS) ? `${experiments()}\n` : 'No list of experiments is kept beside the trainer.\n',
    '## Data and licences',
    '',
    'Public per-prompt results, kept beside the repository and not part of it (`../shared/routing-data`): RouteLLM (Apache-2.0; MMLU: MIT), MMLU-Pro',
    '(Apache-2.0; questions MIT), LLMRouter (MIT; TriviaQA and OpenBookQA Apache-2.0, CommonsenseQA, MMLU and MATH MIT, ARC CC BY-SA 4.0, MBPP CC BY 4.0),',
    'ZeroEval (Apache-2.0; CRUXEval and MATH: MIT), LLMDebugger (Apache-2.0; MBPP CC BY 4.0). The weights hold numbers learned from them, none of their text.',
    '',
    '## Commands',
    '',
    '```sh',
    'npm run train:router               # the weights, from ../shared/routing-data',
    'npm run eval:routing               # this report; some minutes',
    'npm run eval:routing -- --quick    # dev and whole sources only, printed, not written',
    'npm run eval:routing -- --speed    # time of a decision by prompt size, printed',
    'npm run -s lco -- score --in ../shared/routing-data/dev.jsonl --out scores.jsonl',
    'node ../shared/routing-data/metric.mjs --labels ../shared/routing-data/dev.jsonl --scores scores.jsonl --pairs ../shared/routing-data/pairs.json --bootstrap 300',
    '```',
    '',
  ].join('\n');
}

/** The trainer's list, its headings one level deeper and without its title. */
function experiments(): string {
  return readFileSync(EXPERIMENTS, 'utf8')
    .replace(/^# .*\n+/, '')
    .replace(/^(#+) /gm, '#$1 ')
    .trim();
}
