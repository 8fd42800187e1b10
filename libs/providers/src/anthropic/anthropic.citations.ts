import { type JsonRecord, textOrNull } from '../json/json.ts';

/** Where in the answer's text a cited passage stands, in UTF-16 units. */
export interface Passage {
  readonly start: number;
  readonly end: number;
}

/**
 * A citation as an annotation of chat completions, which have those of pages only. Places in documents (`char_location` and the
 * like) have no counterpart there: none.
 */
export function toAnnotations(citation: JsonRecord, { start, end }: Passage): JsonRecord[] {
  const url = textOrNull(citation.url);
  if (url === null) return [];
  const title = textOrNull(citation.title) ?? '';
  return [{ type: 'url_citation', url_citation: { url, title, start_index: start, end_index: end } }];
}
