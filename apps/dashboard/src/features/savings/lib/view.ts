import * as z from 'zod';
import { periodParameters } from '../../../lib/period.ts';
import { DIRECTIONS } from '../../../lib/sort.ts';
import { choiceParameter, textParameter, type UrlState } from '../../../lib/url-state.ts';

export const GROUPS = ['day', 'project', 'key', 'model', 'mode'] as const;
export type Group = (typeof GROUPS)[number];

export const SORTS = ['group', 'requests', 'baseline', 'paid', 'saved', 'rate'] as const;
export type Sort = (typeof SORTS)[number];

/** What of the savings page stands in the address. `baseline` is a model id; without it, the recorded baselines hold. */
export const savingsParameters = {
  ...periodParameters,
  by: choiceParameter(GROUPS, 'model'),
  baseline: textParameter(z.string().min(1).max(200), null),
  sort: choiceParameter(SORTS, 'saved'),
  dir: choiceParameter(DIRECTIONS, 'desc'),
};
export type SavingsView = UrlState<typeof savingsParameters>;
