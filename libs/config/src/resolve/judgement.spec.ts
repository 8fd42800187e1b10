import { createCatalogue } from '@llm-cost-optimizer/pricing';
import { describe, expect, it } from 'vitest';
import { formatProblem } from '../problems.ts';
import { resolveConfig } from './resolve-config.ts';

const catalogue = createCatalogue();
const NOW = Date.parse('2026-11-24');

function resolve(yaml: string) {
  const { config, problems } = resolveConfig({
    yaml,
    version: 1,
    env: { OPENAI_API_KEY: 'sk-test' },
    catalogue,
    simulate: 'auto',
    simulatorUrl: null,
    localModels: [],
    now: NOW,
  });
  return { judgement: config?.judgement, lines: problems.map((problem) => formatProblem(problem, 'config.yaml')) };
}

describe('how requests are judged', () => {
  it('is by the learned scorer, without dial, target and rules, unless the file says otherwise', () => {
    expect(resolve('').judgement).toEqual({
      scorer: 'learned',
      dial: null,
      qualityTarget: null,
      safeTier: 'medium',
      switchBudget: 0.1,
      isLearning: true,
      cascade: { use: 'auto', when: {}, qualityTarget: 0.95 },
      rules: [],
    });
  });

  it('is what the file says', () => {
    const { judgement, lines } = resolve(
      'routing: { scorer: heuristic, dial: 3, quality_target: 0.95, safe_tier: high, switch_budget: 0 }',
    );
    expect(lines).toEqual([]);
    expect(judgement).toMatchObject({
      scorer: 'heuristic',
      dial: 3,
      qualityTarget: 0.95,
      safeTier: 'high',
      switchBudget: 0,
    });
  });

  it('says when a cheaper model may answer first, and whether feedback counts', () => {
    const { judgement, lines } = resolve(
      'routing: { learning: off, cascade: { use: on, when: { task: code }, quality_target: 0.9 } }',
    );
    expect(lines).toEqual([]);
    expect(judgement).toMatchObject({
      isLearning: false,
      cascade: { use: 'on', when: { task: 'code' }, qualityTarget: 0.9 },
    });
    const [line] = resolve("routing: { cascade: { when: { text: 'a(?=b)' } } }").lines;
    expect(line).toContain('routing.cascade.when.text');
  });

  it('resolves what rules do: names of models become models', () => {
    const { judgement } = resolve(`
routing:
  rules:
    - { name: a, when: { tag: x }, do: { model: luna } }
    - { name: b, do: { refuse: Closed. } }
model_aliases: { luna: gpt-6-luna }
`);
    expect(judgement?.rules.map(({ outcome }) => outcome)).toEqual([
      { kind: 'model', ref: { provider: 'openai', model: 'gpt-6-luna' } },
      { kind: 'refuse', message: 'Closed.' },
    ]);
  });
});

describe('rules that are written badly', () => {
  const rules = (text: string) => resolve(`routing:\n  rules:\n${text}`).lines;

  it.each([
    {
      name: 'an expression that is none',
      text: '    - { name: a, when: { text: "a(" }, do: { mode: cost } }',
      line: /:3:\d+:? .*routing.rules\[0\].when.text must be a regular expression/,
    },
    {
      name: 'a task that is none, behind a rule that is left out',
      text: '    - { name: a, do: { model: nobody-knows-it } }\n    - { name: b, when: { task: poetry }, do: { mode: cost } }',
      line: /:4:\d+:? .*routing.rules\[1\].when.task must be one of knowledge/,
    },
    {
      name: 'two rules of one name',
      text: '    - { name: a, when: { tag: x }, do: { mode: cost } }\n    - { name: a, do: { mode: cost } }',
      line: /routing.rules\[1\].name is the name of an earlier rule/,
    },
    {
      name: 'rules that are never reached',
      text: '    - { name: a, do: { mode: cost } }\n    - { name: b, when: { tag: x }, do: { mode: cost } }',
      line: /warning: routing.rules\[0\] has no conditions, so the rules behind it are never reached/,
    },
    {
      name: 'a time of day that is none',
      text: '    - { name: a, when: { time: { from: "25:00" } }, do: { mode: cost } }',
      line: /routing.rules\[0\].when.time.from must be a time of day/,
    },
  ])('$name is told with its place and the remedy', ({ text, line }) => {
    expect(rules(text).some((one) => line.test(one))).toBe(true);
  });
});
