import { describe, expect, it } from 'vitest';
import { findProblems, mergeProblems, nearestWord } from './problems.ts';

const GOOD = `user:
  default_preference: cost
routing_rules:
  cost_mode:
    low_complexity: [gpt-6-luna, claude-haiku-5-5]
providers:
  ollama:
    base_url: \${OLLAMA_BASE_URL}
`;

/** The marked piece of the text, line and sentence of each problem. */
const judge = (text: string) =>
  findProblems(text).map(({ from, to, line, column, path, message }) => ({
    piece: text.slice(from, to),
    line,
    column,
    path,
    message,
  }));

describe('problems found in the text', () => {
  it('are none for a good file, an empty one and one of comments', () => {
    expect(findProblems(GOOD)).toEqual([]);
    expect(findProblems('')).toEqual([]);
    expect(findProblems('# nothing\n')).toEqual([]);
  });

  it.each([
    {
      name: 'an unknown key, with the nearest known one',
      text: 'user:\n  default_preferense: cost\n',
      is: {
        piece: 'default_preferense',
        line: 2,
        column: 3,
        path: 'user.default_preferense',
        message: '`default_preferense` is not known here. Did you mean `default_preference`?',
      },
    },
    {
      name: 'a word that is no choice',
      text: 'user:\n  default_preference: turbo # fast\n',
      is: {
        piece: 'turbo',
        line: 2,
        column: 23,
        path: 'user.default_preference',
        message: '`default_preference` takes one of: cost, balanced, speed, quality.',
      },
    },
    {
      name: 'a text for a number',
      text: 'user:\n  monthly_budget: "5"\n',
      is: {
        piece: '"5"',
        line: 2,
        column: 19,
        path: 'user.monthly_budget',
        message: '`monthly_budget` must be a number.',
      },
    },
    {
      name: 'a number out of range',
      text: 'limits:\n  max_attempts: 9\n',
      is: {
        piece: '9',
        line: 2,
        column: 17,
        path: 'limits.max_attempts',
        message: '`max_attempts` must be at most 5.',
      },
    },
    {
      name: 'an empty list of models',
      text: 'routing_rules:\n  cost_mode:\n    low_complexity: []\n',
      is: { piece: 'low_complexity', line: 3, column: 5, path: 'routing_rules.cost_mode.low_complexity' },
    },
    {
      name: 'one wrong entry of a list',
      text: 'routing_rules:\n  cost_mode:\n    low_complexity: [gpt-6-luna, 5]\n',
      is: { piece: '5', line: 3, column: 34, path: 'routing_rules.cost_mode.low_complexity[1]' },
    },
    {
      name: 'a key without its settings',
      text: 'cache:\n  enabled: true\nuser:\n',
      is: { piece: 'user', line: 3, column: 1, path: 'user' },
    },
    {
      name: 'a list for the whole file',
      text: '- a\n',
      is: { line: 1, column: 1, path: '' },
    },
    {
      name: 'an address that is none',
      text: 'providers:\n  ollama:\n    base_url: localhost\n',
      is: { piece: 'localhost', line: 3, column: 15, path: 'providers.ollama.base_url' },
    },
  ])('place $name', ({ text, is }) => {
    const problems = judge(text);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject(is);
  });

  it('tell of a slip in the syntax once, however much of the text it spoils', () => {
    const problems = findProblems('user:x\n  # who\n  default_preference: cost\napi_keys:\n  openai: a\n');
    expect(problems.map(({ line, message }) => [line, message])).toEqual([
      [3, expect.stringContaining('a space may be missing after `:`')],
    ]);
  });

  it('place a syntax error, and say nothing more until it is mended', () => {
    const problems = findProblems('user:\n  default_preference: [cost\nzzz: 1\n');
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.every((problem) => problem.path === '' && problem.line !== null)).toBe(true);
    expect(judge('user: {}\nuser: {}\n')).toEqual([
      {
        piece: 'user',
        line: 2,
        column: 1,
        path: '',
        message: '`user` is written twice in the same group. Keep one of them.',
      },
    ]);
  });

  it('do not judge values that the gateway fills in', () => {
    expect(findProblems('user:\n  monthly_budget: ${BUDGET}\n')).toEqual([]);
  });

  it('refuse anchors that unfold without bound', () => {
    const levels = Array.from({ length: 8 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(', ')}]`);
    expect(findProblems(['a0: &a0 [x]', ...levels].join('\n'))[0]?.severity).toBe('error');
  });
});

describe('problems of the gateway', () => {
  const text = 'user:\n  monthly_budget: "5"\nbaseline:\n  model: gpt-9\n';
  const remote = (line: number | null, path: string, severity: 'error' | 'warning' = 'error') => ({
    severity,
    path,
    message: 'm',
    line,
    column: line === null ? null : 10,
  });

  it('are marked at their word', () => {
    const merged = mergeProblems([], [remote(4, 'baseline.model')], text);
    expect(merged.map(({ from, to }) => text.slice(from, to))).toEqual(['gpt-9']);
  });

  it('are left out where they were found here already', () => {
    const local = findProblems(text);
    expect(mergeProblems(local, [remote(2, 'user.monthly_budget')], text)).toEqual(local);
    expect(mergeProblems(local, [remote(2, 'user.monthly_budget', 'warning')], text)).toHaveLength(2);
  });

  it('stay in the text when they point behind its end', () => {
    const merged = mergeProblems([], [remote(99, ''), remote(null, '')], text);
    for (const problem of merged) expect(problem.to).toBeLessThanOrEqual(text.length);
  });
});

describe('the nearest word', () => {
  it('is offered only when it is near', () => {
    expect(nearestWord('chache', ['cache', 'user'])).toBe('cache');
    expect(nearestWord('zzzzzz', ['cache', 'user'])).toBeNull();
  });
});
