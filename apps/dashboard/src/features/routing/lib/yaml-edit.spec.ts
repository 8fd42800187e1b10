import { describe, expect, it } from 'vitest';
import { editYaml, isEditable, readYaml } from './yaml-edit.ts';

const YAML = `# Our routing. Ask the platform team before changing it.
user:
  default_preference: cost      # cheapest first
  monthly_budget: 100   # dollars

routing_rules:
  cost_mode:
    # Easy questions.
    low_complexity: [groq/openai/gpt-oss-20b,   gpt-6-luna]


    medium_complexity: gpt-6-luna  # one is enough
    high_complexity:
    - gpt-6.1-terra   # first choice
    - claude-sonnet-5-5 # when OpenAI is down

cache:
  ttl_seconds: 3600
`;

/** Lines that an edit took out and put in. */
function changed(before: string, after: string): { removed: string[]; added: string[] } {
  const [left, right] = [before.split('\n'), after.split('\n')];
  return { removed: left.filter((line) => !right.includes(line)), added: right.filter((line) => !left.includes(line)) };
}

describe('editing the YAML by form', () => {
  it('changes one scalar and not another byte, its own comment included', () => {
    const after = editYaml(YAML, ['user', 'default_preference'], 'quality');
    expect(changed(YAML, after)).toEqual({
      removed: ['  default_preference: cost      # cheapest first'],
      added: ['  default_preference: quality # cheapest first'],
    });
    expect(after.split('\n')).toHaveLength(YAML.split('\n').length);
  });

  it('keeps the comments of list entries that stay', () => {
    const after = editYaml(
      YAML,
      ['routing_rules', 'cost_mode', 'high_complexity'],
      ['claude-sonnet-5-5', 'gpt-6.1-terra'],
    );
    expect(after).toContain('gpt-6.1-terra # first choice');
    expect(after).toContain('claude-sonnet-5-5 # when OpenAI is down');
    expect(after).toContain('# Easy questions.');
    expect(readYaml(after, ['routing_rules', 'cost_mode', 'high_complexity'])).toEqual([
      'claude-sonnet-5-5',
      'gpt-6.1-terra',
    ]);
  });

  it('keeps a list on one line where it was on one line', () => {
    const after = editYaml(YAML, ['routing_rules', 'cost_mode', 'low_complexity'], ['gpt-6-luna']);
    expect(changed(YAML, after).added).toEqual(['    low_complexity: [gpt-6-luna]']);
  });

  it('makes the mappings on the way to a new value', () => {
    const after = editYaml(YAML, ['routing_rules', 'speed_mode', 'low_complexity'], ['gpt-6-luna', 'claude-haiku-5-5']);
    expect(readYaml(after, ['routing_rules', 'speed_mode', 'low_complexity'])).toEqual([
      'gpt-6-luna',
      'claude-haiku-5-5',
    ]);
    expect(changed(YAML, after).removed).toEqual([]);
    expect(isEditable(after)).toBe(true);
  });

  it('sets a new group apart, in front of the comment that ends the file', () => {
    const text = 'user:\n  monthly_budget: 5\n\n# The end.\n';
    expect(editYaml(text, ['cache', 'enabled'], false)).toBe(
      'user:\n  monthly_budget: 5\n\ncache:\n  enabled: false\n\n# The end.\n',
    );
  });

  it('writes a value into an empty text, and into one of comments alone', () => {
    expect(editYaml('', ['named_models'], 'serve')).toBe('named_models: serve\n');
    const after = editYaml('# Nothing here yet.\n', ['named_models'], 'serve');
    expect(after).toContain('# Nothing here yet.');
    expect(readYaml(after, ['named_models'])).toBe('serve');
  });

  it('is right about values and comments where the indentation is mixed', () => {
    const mixed = 'user:\n    monthly_budget: 1 # little\ncache:\n  enabled: true\n';
    const after = editYaml(mixed, ['cache', 'ttl_seconds_by_tier', 'low'], 60);
    expect(readYaml(after, ['cache'])).toEqual({ enabled: true, ttl_seconds_by_tier: { low: 60 } });
    expect(after).toContain('monthly_budget: 1 # little');
  });

  it('fills a key that stands there without a value', () => {
    const after = editYaml('user:\ncache:\n  enabled: true\n', ['user', 'monthly_budget'], 5);
    expect(readYaml(after, ['user', 'monthly_budget'])).toBe(5);
    expect(readYaml(after, ['cache', 'enabled'])).toBe(true);
  });

  it('takes a value out, with the mappings that are empty without it', () => {
    const after = editYaml(YAML, ['cache', 'ttl_seconds'], null);
    expect(after).not.toContain('cache');
    expect(changed(YAML, after).added).toEqual([]);
    expect(editYaml(YAML, ['cache', 'max_megabytes'], null)).toBe(YAML);
  });

  it('leaves a text with syntax errors alone', () => {
    const broken = 'user: [\n';
    expect(isEditable(broken)).toBe(false);
    expect(editYaml(broken, ['named_models'], 'serve')).toBe(broken);
  });

  it('reads what is not there as undefined', () => {
    expect(readYaml(YAML, ['limits', 'max_attempts'])).toBeUndefined();
    expect(readYaml(YAML, ['user'])).toEqual({ default_preference: 'cost', monthly_budget: 100 });
  });
});
