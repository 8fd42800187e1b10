import { type PeriodQuery, RANGES } from '@llm-cost-optimizer/contracts';
import * as z from 'zod';
import { choiceParameter, textParameter, type UrlState, useUrlState } from './url-state.ts';

export type Range = (typeof RANGES)[number];

/** Time range of every page: `range`, or `from` and `to` (UTC ISO) for a chosen span. Kept when moving between pages. */
export const periodParameters = {
  range: choiceParameter(RANGES, '24h'),
  from: textParameter(z.iso.datetime(), null),
  to: textParameter(z.iso.datetime(), null),
};
export type Period = UrlState<typeof periodParameters>;

/** The period as the API takes it. A span needs both ends; otherwise the named range holds. */
export function toPeriodQuery(period: Period): PeriodQuery {
  const { from, to } = period;
  if (from !== null && to !== null && from < to) return { from, to };
  return { range: period.range };
}

/** True when the period ends now, so that live events belong to it. */
export function isLivePeriod(query: PeriodQuery): boolean {
  return query.from === undefined;
}

/** The period in the address bar and its setter. */
export function usePeriod(): [Period, (patch: Partial<Period>) => void] {
  return useUrlState(periodParameters);
}

/** The part of `search` that links to other pages carry on. */
export function keepPeriod(search: URLSearchParams): string {
  const kept = new URLSearchParams();
  for (const name of Object.keys(periodParameters)) {
    const value = search.get(name);
    if (value !== null) kept.set(name, value);
  }
  const text = kept.toString();
  return text === '' ? '' : `?${text}`;
}

/** A moment as an input of type `datetime-local` takes it: local time, minutes. */
export function toLocalInput(date: Date): string {
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}
