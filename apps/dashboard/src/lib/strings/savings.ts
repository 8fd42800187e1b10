import { plural } from '../format.ts';

/** Words of the savings page. */
export const savingsStrings = {
  title: 'Savings',
  text: 'Where savings come from, by day, project, key, model or mode, against a baseline of your choice.',
  by: 'Split by',
  groups: { day: 'Day', project: 'Project', key: 'Key', model: 'Model', mode: 'Mode' },
  none: {
    day: 'No day',
    project: 'No project',
    key: 'No key',
    model: 'No model served',
    mode: 'No mode',
  },
  baseline: 'Baseline',
  recorded: 'As recorded with each request',
  alwaysModel: (model: string) => `Always ${model}`,
  estimatedBaseline: 'Estimated',
  estimatedBaselineHint:
    'Priced anew from the sums of tokens: long-prompt steps, images and service tiers of the baseline are not in it.',
  saved: 'Saved',
  lost: 'Cost more than the baseline',
  less: (percent: string) => `${percent} less`,
  more: (percent: string) => `${percent} more`,
  paid: 'Paid',
  counterfactual: 'Would have cost',
  requests: 'Requests',
  split: 'By cause',
  rate: 'Saved %',
  all: 'All',
  tableLabel: (by: string) => `Savings by ${by.toLowerCase()}`,
  sort: 'Sort by',
  unpriced: (count: number) =>
    `${plural(count, 'request')} without a known price or baseline: in none of the sums of savings.`,
  estimated: (percent: string) => `${percent} of the requests contain an estimate.`,
  unpricedShort: (count: string) => `${count} unpriced`,
  barSummary: (group: string, parts: string) => `${group}: ${parts}`,
  empty: 'No requests in this period',
  emptyText: 'Choose a longer period, or send a request.',
  toRecorded: 'Use the recorded baseline',
  info: [
    'Saved = would have cost − paid = sum of the causes − overhead, to the last digit, in every row and in the whole.',
    'Source: roll-ups of the ledger.',
  ],
  csv: {
    requests: 'requests',
    baseline: 'baseline_usd',
    actual: 'actual_usd',
    saved: 'saved_usd',
    overhead: 'overhead_usd',
    unpriced: 'unpriced_requests',
  },
} as const;
