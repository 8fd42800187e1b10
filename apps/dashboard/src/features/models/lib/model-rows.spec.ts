import { describe, expect, it } from 'vitest';
import { modelOf } from '../../../lib/__testing__/model.builder.ts';
import { savingsGroup, savingsReport } from '../../../lib/__testing__/savings.builder.ts';
import { filterModels, modelRows, notServed, sortModels } from './model-rows.ts';

const can = { images: false, tools: true, jsonSchema: true, reasoning: false };
const MODELS = [
  modelOf('openai/gpt-6-luna', {
    priceSource: 'overlay',
    inputUsdPerMillion: '0.1',
    capabilities: can,
    aliases: ['luna'],
  }),
  modelOf('openai/gpt-3', { priceSource: 'overlay', inputUsdPerMillion: '10', status: 'retired' }),
  modelOf('groq/qwen', { isAvailable: false }),
  modelOf('vllm/own'),
];
const REPORT = savingsReport([
  savingsGroup({ model: 'openai/gpt-6-luna' }),
  savingsGroup({ model: 'vllm/own' }, { requests: 3, unpriced_requests: 3, actual_usd: '0', saved_usd: '0' }),
  savingsGroup({ model: 'openai/surprise' }, { requests: 2 }),
  savingsGroup({ model: null }, { requests: 4 }),
]);
const ROWS = modelRows(MODELS, REPORT);
const ids = (rows: readonly { id: string }[]) => rows.map(({ id }) => id);
const NO_FILTERS = { search: null, provider: null, show: 'all', can: [] } as const;

describe('rows of the models page', () => {
  it('lose no request: those of the rows and those without a model are all', () => {
    const served = ROWS.reduce((sum, { measured }) => sum + (measured?.requests ?? 0), 0);
    expect(served + notServed(REPORT)).toBe(10 + 3 + 2 + 4);
  });

  it('show a model that answered although nobody lists it', () => {
    expect(ROWS.at(-1)).toMatchObject({ id: 'openai/surprise', listed: null, measured: { requests: 2 } });
  });

  it('do not know what an unpriced model cost, and know that an unused one cost nothing', () => {
    const of = (id: string) => ROWS.find((row) => row.id === id)?.measured;
    expect(of('vllm/own')).toMatchObject({ requests: 3, costUsd: null, savedUsd: null, unpricedRequests: 3 });
    expect(of('groq/qwen')).toMatchObject({ requests: 0, costUsd: '0' });
    expect(modelRows(MODELS, undefined)[0]?.measured).toBeNull();
  });
});

describe('filters of the models page', () => {
  it.each([
    ['usable', ['openai/gpt-6-luna', 'vllm/own', 'openai/surprise']],
    ['used', ['openai/gpt-6-luna', 'vllm/own', 'openai/surprise']],
    ['unpriced', ['groq/qwen', 'vllm/own', 'openai/surprise']],
  ] as const)('%s', (show, expected) => {
    expect(ids(filterModels(ROWS, { ...NO_FILTERS, show }))).toEqual(expected);
  });

  it('find a model by a part of its name and by an old name', () => {
    expect(ids(filterModels(ROWS, { ...NO_FILTERS, search: 'OPENAI luna' }))).toEqual(['openai/gpt-6-luna']);
    expect(ids(filterModels(ROWS, { ...NO_FILTERS, provider: 'groq' }))).toEqual(['groq/qwen']);
  });

  it('take a model for able only where that is known', () => {
    expect(ids(filterModels(ROWS, { ...NO_FILTERS, can: ['tools'] }))).toEqual(['openai/gpt-6-luna']);
    expect(ids(filterModels(ROWS, { ...NO_FILTERS, can: ['tools', 'images'] }))).toEqual([]);
  });
});

describe('order of the models', () => {
  it('sorts prices by amount, with the unknown last', () => {
    expect(ids(sortModels(ROWS, 'input', 'desc')).slice(0, 2)).toEqual(['openai/gpt-3', 'openai/gpt-6-luna']);
    expect(ids(sortModels(ROWS, 'input', 'asc')).slice(0, 2)).toEqual(['openai/gpt-6-luna', 'openai/gpt-3']);
  });
});
