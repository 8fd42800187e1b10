import * as z from 'zod';
import { choiceParameter, flagParameter, textParameter, type UrlState } from '../../../lib/url-state.ts';

export const SHOWS = ['working', 'unused', 'ended', 'all'] as const;

const text = z.string().min(1).max(100);

/** What of the keys page stands in the address: filters, and the dialog for a new key (`new`) or of one key (`key`). */
export const keysParameters = {
  search: textParameter(text, null),
  project: textParameter(text, null),
  show: choiceParameter(SHOWS, 'working'),
  new: flagParameter(false),
  key: textParameter(text, null),
};
export type KeysView = UrlState<typeof keysParameters>;
