import {
  CACHE_RESULTS,
  MODES,
  OUTCOMES,
  REQUEST_FACETS,
  type RequestFacet,
  TIERS,
} from '@llm-cost-optimizer/contracts';
import * as z from 'zod';
import { choiceParameter, listParameter, textParameter, type UrlState } from '../../../lib/url-state.ts';

const freeText = z.string().min(1).max(200);
const oneOf = (words: readonly string[]) => listParameter(z.string().refine((value) => words.includes(value)));

/**
 * Filters of the request list in the address bar, under the names that the endpoint takes. Values of one filter are
 * alternatives; filters narrow each other. What the server would refuse is left out when the address is read.
 */
export const filterParameters = {
  outcome: oneOf(OUTCOMES),
  model: listParameter(freeText),
  provider: listParameter(freeText),
  mode: oneOf(MODES),
  tier: oneOf(TIERS),
  cache: oneOf(CACHE_RESULTS),
  key: listParameter(freeText),
  tag: listParameter(freeText),
  search: textParameter(freeText.regex(/\S/), null),
};
export type RequestFilters = UrlState<typeof filterParameters>;

export const DETAIL_TABS = ['summary', 'why', 'timeline', 'cost'] as const;
export type DetailTab = (typeof DETAIL_TABS)[number];

/** The opened request and its tab. */
export const detailParameters = {
  request: textParameter(freeText, null),
  tab: choiceParameter(DETAIL_TABS, 'summary'),
};

export const PAGE_SIZES = ['25', '50', '100', '200'] as const;
export const pageParameters = { limit: choiceParameter(PAGE_SIZES, '50') };

/** The filter `facet` with one value more; a value that is there already changes nothing. */
export function withValue(filters: RequestFilters, facet: RequestFacet, value: string): Partial<RequestFilters> {
  const present = filters[facet];
  return { [facet]: present.includes(value) ? present : [...present, value] };
}

/** The filter `facet` without one value. */
export function withoutValue(filters: RequestFilters, facet: RequestFacet, value: string): Partial<RequestFilters> {
  return { [facet]: filters[facet].filter((other) => other !== value) };
}

/** A patch that takes all filters out. */
export function noFilters(): RequestFilters {
  return { outcome: [], model: [], provider: [], mode: [], tier: [], cache: [], key: [], tag: [], search: null };
}

/** All values that restrict the list, each once, in the order of the filters; the search is not among them. */
export function activeValues(filters: RequestFilters): { facet: RequestFacet; value: string }[] {
  return REQUEST_FACETS.flatMap((facet) => [...new Set(filters[facet])].map((value) => ({ facet, value })));
}

/** True when anything restricts the list. */
export function isFiltered(filters: RequestFilters): boolean {
  return filters.search !== null || activeValues(filters).length > 0;
}
