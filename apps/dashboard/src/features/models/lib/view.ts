import * as z from 'zod';
import { periodParameters } from '../../../lib/period.ts';
import { DIRECTIONS } from '../../../lib/sort.ts';
import { choiceParameter, listParameter, textParameter, type UrlState } from '../../../lib/url-state.ts';

export const SORTS = [
  'model',
  'status',
  'context',
  'input',
  'output',
  'cached',
  'write',
  'requests',
  'cost',
  'saved',
] as const;
export type Sort = (typeof SORTS)[number];

export const SHOWS = ['usable', 'used', 'all', 'unpriced'] as const;
export const ABILITIES = ['tools', 'images', 'jsonSchema', 'reasoning'] as const;
export type Ability = (typeof ABILITIES)[number];

const text = z.string().min(1).max(100);

/** What of the models page stands in the address. */
export const modelsParameters = {
  ...periodParameters,
  search: textParameter(text, null),
  provider: textParameter(text, null),
  show: choiceParameter(SHOWS, 'usable'),
  can: listParameter(z.enum(ABILITIES)),
  sort: choiceParameter(SORTS, 'requests'),
  dir: choiceParameter(DIRECTIONS, 'desc'),
};
export type ModelsView = UrlState<typeof modelsParameters>;
