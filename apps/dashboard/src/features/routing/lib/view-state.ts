import * as z from 'zod';
import { choiceParameter, textParameter } from '../../../lib/url-state.ts';

const versionNumber = z.string().regex(/^\d{1,9}$/);

/** What the routing page shows, in the address: view, pane of the editor, opened version and what it is compared with. */
export const viewParameters = {
  view: choiceParameter(['edit', 'rules', 'history'], 'edit'),
  pane: choiceParameter(['yaml', 'form'], 'yaml'),
  version: textParameter(versionNumber, null),
  against: textParameter(versionNumber, null),
};
