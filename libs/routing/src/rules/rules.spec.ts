import type { RoutingRule, RuleConditions } from '@llm-cost-optimizer/contracts';
import { describe, expect, it } from 'vitest';
import { compileRules } from './compile-rules.ts';
import { explainRules, matchRule, rematchRule } from './match-rules.ts';
import type { RuleFacts } from './rule-facts.ts';

const rule = (name: string, when: RuleConditions = {}): RoutingRule => ({
  name,
  when,
  outcome: { kind: 'policy', mode: 'cost' },
});

const features = {
  promptTokensEstimated: 500,
  lastUserTokensEstimated: 500,
  maxOutputTokens: null,
  messageCount: 1,
  hasImages: false,
  hasTools: false,
  hasJsonSchema: false,
  isStreaming: false,
};

const facts = (over: Partial<RuleFacts> = {}): RuleFacts => ({
  keyId: 'key-1',
  projectId: 'project-1',
  endUser: 'ann@example.com',
  tags: ['team:legal', 'batch'],
  requestedModel: 'gpt-4-turbo',
  features: () => features,
  task: () => 'code',
  language: () => 'de',
  text: () => 'Please check the Non-Compete clause.',
  header: (name) => (name === 'x-team' ? 'Legal-EU' : null),
  at: Date.parse('2026-11-25T23:30:00Z'),
  ...over,
});

const holds = (when: RuleConditions, over: Partial<RuleFacts> = {}) =>
  matchRule(compileRules([rule('one', when)]).rules, facts(over)) !== null;

describe('the conditions of a rule', () => {
  it.each<{ name: string; when: RuleConditions; expected: boolean }>([
    { name: 'none: every request', when: {}, expected: true },
    { name: 'a key', when: { key: 'key-1' }, expected: true },
    { name: 'another key', when: { key: ['key-2', 'key-3'] }, expected: false },
    { name: 'one of several projects', when: { project: ['project-2', 'project-1'] }, expected: true },
    { name: 'an end user by pattern', when: { user: '*@example.com' }, expected: true },
    { name: 'one of the tags', when: { tag: 'batch' }, expected: true },
    { name: 'a tag by pattern', when: { tag: 'team:*' }, expected: true },
    { name: 'a tag that is not there', when: { tag: 'team:sales' }, expected: false },
    { name: 'a model by pattern', when: { model: 'gpt-4*' }, expected: true },
    { name: 'a model without regard to case', when: { model: 'GPT-4-Turbo' }, expected: true },
    { name: 'tokens in a range', when: { tokens: { from: 500, to: 500 } }, expected: true },
    { name: 'too few tokens', when: { tokens: { from: 501 } }, expected: false },
    { name: 'too many tokens', when: { tokens: { to: 499 } }, expected: false },
    { name: 'a language', when: { language: ['fr', 'de'] }, expected: true },
    { name: 'a task', when: { task: 'code' }, expected: true },
    { name: 'another task', when: { task: ['chat', 'mathematics'] }, expected: false },
    { name: 'a header by value', when: { header: { name: 'X-Team', value: 'legal*' } }, expected: true },
    { name: 'a header that is there', when: { header: { name: 'x-team' } }, expected: true },
    { name: 'a header that is absent', when: { header: { name: 'x-other' } }, expected: false },
    { name: 'an expression found in the text', when: { text: '(?i)non-compete\\b' }, expected: true },
    { name: 'an expression that is not found', when: { text: 'non-compete' }, expected: false },
    { name: 'all of several', when: { key: 'key-1', task: 'code', tag: 'batch' }, expected: true },
    { name: 'all but one of several', when: { key: 'key-1', task: 'code', tag: 'other' }, expected: false },
  ])('$name', ({ when, expected }) => {
    expect(holds(when)).toBe(expected);
  });

  it.each([
    { name: 'over midnight, late', at: '2026-11-25T23:30:00Z', expected: true },
    { name: 'over midnight, early: still the day it began', at: '2026-11-26T05:59:00Z', expected: true },
    { name: 'over midnight, after its end', at: '2026-11-26T06:00:00Z', expected: false },
    { name: 'on a day it does not begin', at: '2026-11-26T23:30:00Z', expected: false },
  ])('a time $name', ({ at, expected }) => {
    // 2026-11-25 is a Wednesday.
    expect(holds({ time: { days: ['wed'], from: '22:00', to: '06:00' } }, { at: Date.parse(at) })).toBe(expected);
  });

  it('reads hours in the zone of the rule, daylight saving included', () => {
    const when = { time: { from: '08:00', to: '09:00', zone: 'Europe/Berlin' } };
    expect(holds(when, { at: Date.parse('2026-11-25T07:30:00Z') })).toBe(true);
    expect(holds(when, { at: Date.parse('2026-07-25T06:30:00Z') })).toBe(true);
    expect(holds(when, { at: Date.parse('2026-07-25T07:30:00Z') })).toBe(false);
  });

  it('what is not known matches nothing', () => {
    expect(holds({ language: '*' }, { language: () => null })).toBe(false);
    expect(holds({ key: '*' }, { keyId: null })).toBe(false);
  });

  it('does not read text, language or task where a cheaper condition fails already', () => {
    const never = () => {
      throw new Error('Read although it was not needed.');
    };
    const costly = { text: never, language: never, task: never };
    expect(holds({ key: 'other', text: 'x', language: 'de', task: 'code' }, costly)).toBe(false);
  });

  it('an expression that would run away elsewhere takes time by the length of the text alone', () => {
    const text = `${'a'.repeat(30_000)}b`;
    expect(holds({ text: '(a+)+$' }, { text: () => text })).toBe(false);
  });
});

describe('rules in order', () => {
  const { rules } = compileRules([
    rule('legal', { tag: 'team:legal', tokens: { from: 1_000 } }),
    rule('german', { language: 'de' }),
    rule('code', { task: 'code' }),
    rule('all'),
  ]);

  it('the first that holds decides', () => {
    expect(matchRule(rules, facts())?.matched).toEqual({ index: 1, name: 'german' });
    expect(matchRule(rules, facts({ language: () => 'en' }))?.matched.name).toBe('code');
  });

  it('tells of each rule whether it decided, why it failed, or that it stands behind', () => {
    expect(explainRules(rules, facts())).toEqual([
      { index: 0, name: 'legal', verdict: 'failed', failed: 'tokens' },
      { index: 1, name: 'german', verdict: 'matched', failed: null },
      { index: 2, name: 'code', verdict: 'shadowed', failed: null },
      { index: 3, name: 'all', verdict: 'shadowed', failed: null },
    ]);
  });

  it('finds the same rule again without text, headers and who asked', () => {
    const blind = facts({ text: () => '', language: () => null, header: () => null, keyId: null, tags: [] });
    for (const seen of [
      facts(),
      facts({ language: () => 'en' }),
      facts({ language: () => 'en', task: () => 'chat' }),
    ]) {
      const matched = matchRule(rules, seen)?.matched ?? null;
      const again = rematchRule(rules, { ...blind, task: seen.task }, matched)?.matched;
      expect(again).toEqual(matched);
    }
  });
});

describe('rules that cannot be used', () => {
  it.each([
    { name: 'an expression with a look-ahead', when: { text: 'a(?=b)' }, path: [0, 'when', 'text'] },
    { name: 'an expression that is not closed', when: { text: 'a(b' }, path: [0, 'when', 'text'] },
    { name: 'a zone that nobody knows', when: { time: { zone: 'Mars/Olympus' } }, path: [0, 'when', 'time', 'zone'] },
    { name: 'a task that nobody knows', when: { task: 'poetry' }, path: [0, 'when', 'task'] },
    { name: 'a range that is empty', when: { tokens: { from: 2, to: 1 } }, path: [0, 'when', 'tokens', 'from'] },
  ])('$name is named by its place, with what it must be', ({ when, path }) => {
    const { problems } = compileRules([rule('bad', when)]);
    expect(problems).toEqual([{ path, complaint: expect.stringMatching(/^must /) }]);
  });
});
