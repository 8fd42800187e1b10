import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { keepPeriod, periodParameters, toPeriodQuery } from './period.ts';
import {
  choiceParameter,
  flagParameter,
  listParameter,
  readUrlState,
  textParameter,
  writeUrlState,
} from './url-state.ts';

const parameters = {
  mode: choiceParameter(['cost', 'speed'], 'cost'),
  compare: flagParameter(true),
  model: listParameter(z.string().min(1).max(10)),
  search: textParameter(z.string().max(5), ''),
};
const read = (query: string) => readUrlState(parameters, new URLSearchParams(query));
const write = (patch: Parameters<typeof writeUrlState<ReturnType<typeof read>>>[1], query = '') =>
  writeUrlState(parameters, patch, new URLSearchParams(query)).toString();

describe('view state in the address', () => {
  it('gives the defaults for an empty address', () => {
    expect(read('')).toEqual({ mode: 'cost', compare: true, model: [], search: '' });
  });

  it('reads back what it has written', () => {
    const state = { mode: 'speed', compare: false, model: ['a/b', 'c d&e'], search: 'x=1' } as const;
    expect(read(write(state))).toEqual(state);
  });

  it('takes what is not valid for not given', () => {
    expect(read('mode=magic&compare=yes&model=&model=ok&search=far+too+long')).toEqual({
      mode: 'cost',
      compare: true,
      model: ['ok'],
      search: '',
    });
  });

  it('writes only what differs from the default', () => {
    expect(write({ mode: 'cost', compare: true, model: [], search: '' }, 'mode=speed&compare=0&model=a&search=b')).toBe(
      '',
    );
    expect(write({ compare: false })).toBe('compare=0');
  });

  it('leaves the parameters of others and those not in the patch alone', () => {
    expect(write({ mode: 'speed' }, 'range=7d&model=a')).toBe('range=7d&model=a&mode=speed');
  });

  it('reads at most fifty entries of a list', () => {
    expect(read(Array.from({ length: 80 }, (_, index) => `model=m${index}`).join('&')).model).toHaveLength(50);
  });
});

describe('period', () => {
  it('is the named range unless both ends of a span are given in order', () => {
    const query = (text: string) => toPeriodQuery(readUrlState(periodParameters, new URLSearchParams(text)));
    const span = 'from=2026-07-01T00:00:00.000Z&to=2026-07-02T00:00:00.000Z';
    expect(query('')).toEqual({ range: '24h' });
    expect(query('range=7d')).toEqual({ range: '7d' });
    expect(query(`range=7d&${span}`)).toEqual({ from: '2026-07-01T00:00:00.000Z', to: '2026-07-02T00:00:00.000Z' });
    expect(query('from=2026-07-01T00:00:00.000Z')).toEqual({ range: '24h' });
    expect(query('from=2026-07-03T00:00:00.000Z&to=2026-07-02T00:00:00.000Z')).toEqual({ range: '24h' });
    expect(query('from=yesterday&to=today')).toEqual({ range: '24h' });
  });

  it('alone is carried to other pages', () => {
    expect(keepPeriod(new URLSearchParams('range=7d&model=a&request=1'))).toBe('?range=7d');
    expect(keepPeriod(new URLSearchParams('model=a'))).toBe('');
  });
});
