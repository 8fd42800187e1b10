import { configSchema } from '@llm-cost-optimizer/contracts';
import { describe, expect, it } from 'vitest';
import { formatProblem } from '../problems.ts';
import { defaultConfigYaml } from '../reference/default-yaml.ts';
import { parseConfig } from './parse-config.ts';

function lines(yaml: string): string[] {
  return parseConfig(yaml).problems.map((problem) => formatProblem(problem, 'config.yaml'));
}

/** What may stand at the top of the file. */
const SETTINGS = Object.keys(configSchema.shape).join(', ');

/** A level deeper than any real file, in each of YAML's ways to nest. */
const BOMB = [
  'a: &a [x,x,x,x,x,x,x,x,x]',
  ...['b', 'c', 'd', 'e', 'f', 'g', 'h'].map(
    (name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefg'[index]}`).join(',')}]`,
  ),
].join('\n');
const TOO_DEEP = 'config.yaml: The configuration is nested deeper than 20 levels.';

describe('parseConfig says what is wrong, where, and how to mend it', () => {
  it.each([
    {
      name: 'a mistyped setting',
      yaml: 'user:\n  monthly_budgt: 5',
      expected: ['config.yaml:2:3: user.monthly_budgt is not a known setting. Did you mean `monthly_budget`?'],
    },
    {
      name: 'a mistyped group',
      yaml: 'cache: {}\nrouting_rule: {}',
      expected: ['config.yaml:2:1: routing_rule is not a known setting. Did you mean `routing_rules`?'],
    },
    {
      name: 'a mistyped setting without a value',
      yaml: 'usr:',
      expected: ['config.yaml:1:1: usr is not a known setting. Did you mean `user`?'],
    },
    {
      name: 'an unknown provider',
      yaml: 'providers:\n  azure: {}',
      expected: [
        'config.yaml:2:3: providers.azure is not a known provider. Known here: openai, anthropic, groq, ollama, vllm. Any other one needs `type: openai_compatible`.',
      ],
    },
    {
      name: 'a value in place of a group',
      yaml: 'user: 5',
      expected: ['config.yaml:1:7: user must be a group of settings (indented below it).'],
    },
    {
      name: 'text in place of a number',
      yaml: 'user:\n  monthly_budget: lots',
      expected: ['config.yaml:2:19: user.monthly_budget must be a number.'],
    },
    {
      name: 'a negative budget',
      yaml: 'user:\n  monthly_budget: -1',
      expected: ['config.yaml:2:19: user.monthly_budget must be 0 or more.'],
    },
    {
      name: 'an unknown mode',
      yaml: 'user:\n  default_preference: fast',
      expected: ['config.yaml:2:23: user.default_preference must be one of cost, balanced, speed, quality.'],
    },
    {
      name: 'an empty route',
      yaml: 'routing_rules:\n  cost_mode:\n    low_complexity: []',
      expected: ['config.yaml:3:21: routing_rules.cost_mode.low_complexity must not be empty.'],
    },
    {
      name: 'a number in a route',
      yaml: 'routing_rules:\n  cost_mode:\n    low_complexity: [gpt-6-luna, 5]',
      expected: ['config.yaml:3:34: routing_rules.cost_mode.low_complexity[1] must be text.'],
    },
    {
      name: 'a group in a route',
      yaml: 'routing_rules:\n  cost_mode:\n    low_complexity: { a: b }',
      expected: [
        'config.yaml:3:21: routing_rules.cost_mode.low_complexity must be a model name or a list of model names.',
      ],
    },
    {
      name: 'a broken number',
      yaml: 'cache:\n  ttl_seconds: 1.5',
      expected: ['config.yaml:2:16: cache.ttl_seconds must be a whole number.'],
    },
    {
      name: 'a number beyond its bound',
      yaml: 'limits:\n  max_attempts: 9',
      expected: ['config.yaml:2:17: limits.max_attempts must be 5 or less.'],
    },
    {
      name: 'an address without a scheme',
      yaml: 'providers:\n  ollama:\n    base_url: localhost',
      expected: ['config.yaml:3:15: providers.ollama.base_url must be an http:// or https:// address.'],
    },
    {
      name: 'several mistakes at once',
      yaml: 'user:\n  monthly_budget: x\nlimits:\n  max_attempts: 0\nfoo: 1',
      expected: [
        'config.yaml:2:19: user.monthly_budget must be a number.',
        'config.yaml:4:17: limits.max_attempts must be 1 or more.',
        `config.yaml:5:1: foo is not a known setting. Known here: ${SETTINGS}.`,
      ],
    },
    {
      name: 'a tab',
      yaml: 'user:\n\tmonthly_budget: 5',
      expected: ['config.yaml:2:1: A tab is used for indentation. Indent with spaces.'],
    },
    {
      name: 'a name that stands twice',
      yaml: 'cache: {}\ncache: {}',
      expected: ['config.yaml:2:1: This name stands here twice. Keep one of them.'],
    },
    {
      name: 'a list in place of the file',
      yaml: '- a\n- b',
      expected: ['config.yaml:1:1: The configuration must be a group of settings (indented below it).'],
    },
    {
      name: 'several documents',
      yaml: 'cache: {}\n---\nuser: {}',
      expected: ['config.yaml:2:1: The text holds several documents. Keep one and remove the `---` lines.'],
    },
    {
      name: 'a tag that would make code',
      yaml: 'user: !!js/function "x"',
      expected: ['config.yaml:1:7: Tags (words with `!`) are not supported. Write a plain value.'],
    },
    {
      name: 'a merge key',
      yaml: '<<: { user: {} }',
      expected: [`config.yaml:1:1: << is not a known setting. Known here: ${SETTINGS}.`],
    },
    {
      name: 'fault F80: a prototype as a setting',
      yaml: 'model_aliases:\n  __proto__: gpt-4',
      expected: ['config.yaml:2:3: `__proto__` cannot be used as a name.'],
    },
    {
      name: 'fault F92: aliases that unfold without end',
      yaml: BOMB,
      expected: ['config.yaml: The configuration uses more than 50 aliases. Write the values out.'],
    },
    { name: 'fault F92: brackets without end', yaml: '['.repeat(200_000), expected: [TOO_DEEP] },
    { name: 'fault F92: braces without end', yaml: '{a: '.repeat(50_000), expected: [TOO_DEEP] },
    { name: 'fault F92: dashes without end', yaml: `${'- '.repeat(3_000)}a`, expected: [TOO_DEEP] },
    { name: 'fault F92: levels beyond the bound', yaml: `a: ${'['.repeat(25)}${']'.repeat(25)}`, expected: [TOO_DEEP] },
    {
      name: 'fault F92: a file of the wrong kind',
      yaml: `a: ${'x'.repeat(1_000_001)}`,
      expected: [
        'config.yaml: The configuration is larger than 1 MB. Configuration files are a few kilobytes; is this the right file?',
      ],
    },
  ])('$name', ({ yaml, expected }) => {
    expect(lines(yaml)).toEqual(expected);
    expect(parseConfig(yaml).file).toBeNull();
  });

  it('never repeats a value, which may be a secret in the wrong place', () => {
    const yaml = 'user:\n  default_preference: sk-secret-1\nlimits: sk-secret-2\ncache:\n  enabled: sk-secret-3';
    expect(lines(yaml)).toHaveLength(3);
    expect(lines(yaml).join()).not.toContain('sk-secret');
    expect(lines('api_keys:x\n  openai: sk-secret-4\n').join()).not.toContain('sk-secret');
  });

  it('tells of a slip in the syntax once, however much of the text it spoils', () => {
    const yaml = 'user:x\n  # who\n  default_preference: cost\napi_keys:\n  openai: ${OPENAI_API_KEY:-}\n';
    expect(lines(yaml)).toEqual([expect.stringContaining('a space may be missing after `:`')]);
  });

  it('leaves Object.prototype alone', () => {
    parseConfig('__proto__: { polluted: true }\nmodel_aliases: { __proto__: { polluted: true } }');
    expect(Object.prototype).not.toHaveProperty('polluted');
  });
});

describe('parseConfig takes', () => {
  it.each([
    { name: 'an empty text', yaml: '' },
    { name: 'comments alone', yaml: '# nothing\n' },
    {
      name: 'groups whose lines are all comments',
      yaml: 'routing_rules:\n#  cost_mode: x\nuser:\napi_keys:\n  openai:\n',
    },
    { name: 'references where a number belongs', yaml: 'user:\n  monthly_budget: ${BUDGET}' },
    {
      name: 'a few anchors and aliases',
      yaml: 'cache:\n  ttl_seconds: &ttl 60\n  ttl_seconds_by_tier: { low: *ttl, high: *ttl }',
    },
    { name: 'the file of a fresh installation', yaml: defaultConfigYaml() },
    {
      name: 'that file with all its comments in force',
      yaml: defaultConfigYaml().replace(/# routing_rules:.*/s, (rules) => rules.replace(/^# ?/gm, '')),
    },
  ])('$name', ({ yaml }) => {
    expect(parseConfig(yaml).problems).toEqual([]);
  });
});
