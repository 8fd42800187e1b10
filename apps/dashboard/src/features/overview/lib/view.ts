import { periodParameters } from '../../../lib/period.ts';
import { choiceParameter, flagParameter } from '../../../lib/url-state.ts';
import { MEASURES } from './trend.ts';

/** What of the overview page stands in the address. */
export const overviewParameters = {
  ...periodParameters,
  compare: flagParameter(true),
  measure: choiceParameter(MEASURES, 'cost'),
  cumulative: flagParameter(false),
};
