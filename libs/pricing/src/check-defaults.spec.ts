import type { RoutingTable } from '@llm-cost-optimizer/contracts';
import { describe, expect, it } from 'vitest';
import { SHARED_ROUTES } from './catalogue/default-routes.ts';
import type { CatalogueModel } from './catalogue/model.ts';
import { CATALOGUE_MODELS } from './catalogue/models.ts';
import { checkDefaults } from './check-defaults.ts';

const TODAY = Date.parse('2026-11-23');

function planted(model: string, changes: Partial<CatalogueModel> = {}, provider = 'openai') {
  const routes: RoutingTable = {
    ...SHARED_ROUTES,
    speed: { ...SHARED_ROUTES.speed, low: [{ provider, model }] },
  };
  const models = CATALOGUE_MODELS.map((one) => (one.model === model ? { ...one, ...changes } : one));
  return checkDefaults(TODAY, { models, routes: [routes], references: [] });
}

describe('checkDefaults', () => {
  it('finds nothing wrong with the shipped defaults', () => {
    expect(checkDefaults(TODAY)).toEqual([]);
  });

  it.each([
    ['missing', planted('gpt-7'), 'openai/gpt-7', 'is not in the catalogue'],
    ['retired', planted('llama-3.1-8b-instant', {}, 'groq'), 'groq/llama-3.1-8b-instant', 'is retired (2026-08-16)'],
    ['retired on a day not recorded', planted('gpt-4-32k'), 'openai/gpt-4-32k', 'is retired (day not recorded)'],
    [
      'ending in a week',
      planted('claude-sonnet-4-5', {}, 'anthropic'),
      'anthropic/claude-sonnet-4-5',
      'retires on 2026-11-30',
    ],
    [
      'ending in 30 days',
      planted('gpt-6-luna', { retiresOn: '2026-12-23' }),
      'openai/gpt-6-luna',
      'retires on 2026-12-23',
    ],
    ['no chat model', planted('text-embedding-3-small'), 'openai/text-embedding-3-small', 'is not a chat model'],
  ])('fails for a default route to a model that is %s', (_name, problems, model, message) => {
    expect(problems).toEqual([{ severity: 'error', model, message: expect.stringContaining(message) }]);
  });

  it('lets a model pass that ends in 31 days', () => {
    expect(planted('gpt-6-luna', { retiresOn: '2026-12-24' })).toEqual([]);
  });

  it('warns from the 46th day after the facts were checked', () => {
    expect(planted('gpt-6-luna', { checkedOn: '2026-10-09' })).toEqual([]);
    expect(planted('gpt-6-luna', { checkedOn: '2026-10-08' })).toEqual([
      { severity: 'warning', model: 'openai/gpt-6-luna', message: expect.stringContaining('2026-10-08') },
    ]);
  });

  it('checks baselines too', () => {
    const references = [{ provider: 'openai', model: 'gpt-4' }];
    const problems = checkDefaults(TODAY, { models: CATALOGUE_MODELS, routes: [], references });
    expect(problems).toMatchObject([{ severity: 'error', model: 'openai/gpt-4' }]);
  });
});
