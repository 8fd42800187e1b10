import { REQUEST_FACETS, requestQuerySchema } from '@llm-cost-optimizer/contracts';
import { describe, expect, it } from 'vitest';
import { readUrlState, writeUrlState } from '../../../lib/url-state.ts';
import { activeValues, filterParameters, isFiltered, noFilters, withoutValue, withValue } from './filters.ts';

const read = (query: string) => readUrlState(filterParameters, new URLSearchParams(query));

describe('filters of the request list', () => {
  it('come back from the address as they were written', () => {
    const filters = {
      ...noFilters(),
      outcome: ['failed', 'ok'],
      model: ['openai/gpt-oss-20b'],
      tag: ['team=a&b', 'ü #1'],
      key: ['k1'],
      search: '0199 abc',
    };
    const address = writeUrlState(filterParameters, filters, new URLSearchParams());
    expect(read(address.toString())).toEqual(filters);
  });

  it('leave the rest of the address alone, and no trace when they are taken out', () => {
    const params = new URLSearchParams('range=7d&request=abc&outcome=ok&search=x');
    const added = writeUrlState(filterParameters, withValue(read(params.toString()), 'mode', 'cost'), params);
    expect(added.toString()).toBe('range=7d&request=abc&outcome=ok&search=x&mode=cost');
    expect(writeUrlState(filterParameters, noFilters(), added).toString()).toBe('range=7d&request=abc');
  });

  it.each([
    ['an unknown outcome', 'outcome=exploded'],
    ['an unknown mode', 'mode=turbo'],
    ['an empty value', 'model='],
    ['a value beyond what the server takes', `tag=${'x'.repeat(201)}`],
    ['blanks as a search', 'search=%20%20'],
    ['a name that is no filter', 'colour=red'],
  ])('drop %s', (_name, query) => {
    expect(read(query)).toEqual(noFilters());
    expect(isFiltered(read(query))).toBe(false);
  });

  it('name a value once, however often the address repeats it', () => {
    expect(activeValues(read('tier=low&tier=low&tier=high'))).toEqual([
      { facet: 'tier', value: 'low' },
      { facet: 'tier', value: 'high' },
    ]);
  });

  it('add and remove single values', () => {
    const filters = read('tier=low&cache=HIT');
    expect(withValue(filters, 'tier', 'low')).toEqual({ tier: ['low'] });
    expect(withValue(filters, 'tier', 'high')).toEqual({ tier: ['low', 'high'] });
    expect(withoutValue(filters, 'cache', 'HIT')).toEqual({ cache: [] });
  });

  it('are names and values that the endpoint takes', () => {
    expect(
      requestQuerySchema.safeParse({ ...read('outcome=ok&outcome=failed&cache=HIT'), search: 'gpt' }).success,
    ).toBe(true);
    for (const facet of REQUEST_FACETS) expect(Object.keys(requestQuerySchema.shape)).toContain(facet);
  });
});
