import { describe, expect, it } from 'vitest';
import { modelOf } from '../../../lib/__testing__/model.builder.ts';
import { completeConfig, describeKey, modelHint, type OfferedModel, takesModel, writtenName } from './completion.ts';
import { schemaAt } from './schema-node.ts';

const model = (id: string, changes: Partial<OfferedModel> = {}): OfferedModel =>
  modelOf(id, { inputUsdPerMillion: '0.1', outputUsdPerMillion: '0.5', ...changes });

const MODELS = [
  model('openai/gpt-6-luna'),
  model('groq/openai/gpt-oss-20b', { inputUsdPerMillion: '0.075', outputUsdPerMillion: '0.3' }),
  model('openai/gpt-4', {
    status: 'retired',
    retiresOn: '2026-10-23',
    inputUsdPerMillion: '30',
    outputUsdPerMillion: '60',
  }),
];

/** Labels offered where `|` stands in the text. */
function offered(marked: string): string[] | null {
  const offset = marked.indexOf('|');
  const completion = completeConfig(marked.replace('|', ''), offset, MODELS);
  return completion?.proposals.map((proposal) => proposal.label) ?? null;
}

describe('completion in the configuration', () => {
  it('offers the top keys that are not there yet', () => {
    const labels = offered('user:\n  monthly_budget: 5\n|');
    expect(labels).toContain('routing_rules');
    expect(labels).not.toContain('user');
  });

  it.each([
    ['keys of a mapping', 'user:\n  |', ['default_preference', 'monthly_budget']],
    [
      'keys of a mapping in a mapping',
      'routing_rules:\n  cost_mode:\n    l|',
      ['low_complexity', 'medium_complexity', 'high_complexity'],
    ],
    ['only the missing ones, wherever the cursor is', 'user:\n  |\n  monthly_budget: 5\n', ['default_preference']],
    ['the words of a choice', 'user:\n  default_preference: |', ['cost', 'balanced', 'speed', 'quality']],
    ['true and false', 'cache:\n  enabled: t|', ['true', 'false']],
    ['null where it means no limit', 'user:\n  monthly_budget: |', ['null']],
    [
      'models as a value',
      'routing_rules:\n  cost_mode:\n    low_complexity: |',
      ['gpt-6-luna', 'groq/openai/gpt-oss-20b'],
    ],
    [
      'models in a list on one line',
      'routing_rules:\n  cost_mode:\n    low_complexity: [gpt-6-luna, |]',
      ['groq/openai/gpt-oss-20b'],
    ],
    [
      'models in a list of lines',
      'routing_rules:\n  cost_mode:\n    low_complexity:\n      - |',
      ['gpt-6-luna', 'groq/openai/gpt-oss-20b'],
    ],
    [
      'models in a list flush with its key',
      'routing_rules:\n  cost_mode:\n    low_complexity:\n    - gpt-6-luna\n    - |',
      ['groq/openai/gpt-oss-20b'],
    ],
    ['models behind an own name', 'model_aliases:\n  fast: |', ['gpt-6-luna', 'groq/openai/gpt-oss-20b']],
    [
      'retired models as a price reference',
      'baseline:\n  model: |',
      ['gpt-6-luna', 'groq/openai/gpt-oss-20b', 'gpt-4'],
    ],
  ])('offers %s', (_name, text, labels) => {
    expect(offered(text)).toEqual(labels);
  });

  it.each([
    ['in a comment', 'user: # |'],
    ['for the free names of aliases', 'model_aliases:\n  f|'],
    ['below an unknown key', 'usr:\n  |'],
    ['for free text', 'providers:\n  ollama:\n    base_url: |'],
    ['directly behind the colon', 'user:\n  default_preference:|'],
  ])('offers nothing %s', (_name, text) => {
    expect(offered(text)).toBeNull();
  });

  it('writes a key with its colon, and goes to the next line for a mapping', () => {
    const top = completeConfig('', 0, []);
    expect(top?.proposals.find(({ label }) => label === 'named_models')?.insert).toBe('named_models: ');
    expect(top?.proposals.find(({ label }) => label === 'user')?.insert).toBe('user:\n  ');
  });

  it('says price and state of a model', () => {
    expect(MODELS.map(modelHint)).toEqual([
      '$0.10 in, $0.50 out per Mtok',
      '$0.075 in, $0.30 out per Mtok',
      '$30 in, $60 out per Mtok, retired',
    ]);
    expect(modelHint(model('ollama/x', { inputUsdPerMillion: null, isAvailable: false }))).toBe(
      'no price, no provider key',
    );
  });

  it('writes a model with its provider only where the plain name is not enough', () => {
    expect(MODELS.slice(0, 2).map((one) => writtenName(one, MODELS))).toEqual([
      'gpt-6-luna',
      'groq/openai/gpt-oss-20b',
    ]);
    const twice = [model('ollama/qwen'), model('vllm/qwen')];
    expect(twice.map((one) => writtenName(one, twice))).toEqual(['ollama/qwen', 'vllm/qwen']);
  });

  it('knows only places of models that the schema has', () => {
    for (const path of [
      ['routing_rules', 'cost_mode', 'low_complexity'],
      ['baseline', 'model'],
      ['model_aliases', 'x'],
    ]) {
      expect(takesModel(path)).toBe(true);
      expect(schemaAt(path)).not.toBeNull();
    }
    expect(takesModel(['user', 'default_preference'])).toBe(false);
  });
});

describe('documentation of keys', () => {
  it('comes from the schema, with the words that may be written', () => {
    expect(describeKey(['user', 'default_preference'])).toEqual({
      name: 'default_preference',
      type: 'cost | balanced | speed | quality',
      text: 'Mode of requests that name none. Default `balanced`.',
    });
    expect(describeKey(['limits', 'max_attempts'])?.type).toBe('number 1 to 5');
    expect(describeKey(['nothing'])).toBeNull();
  });
});
