import { RE2JS } from 're2js';

/** Characters looked at in the beginning and in the end of a long text: the engine needs half a microsecond for each. */
const HEAD_CHARS = 8_192;
const TAIL_CHARS = 8_192;
/** Each doubles what has to be tried at worst. */
const MAX_OPTIONAL = 6;
const MAX_PLAIN_CHARS = 65_536;

/**
 * A test whether a regular expression in RE2's syntax is found in a text, in time that grows with the text alone whoever wrote the
 * expression. Throws for an expression that cannot be used. Of texts over 16,384 characters the first and the last half of that many are looked
 * at; plain expressions (words, alternatives, word boundaries, optional parts) see 65,536 characters.
 */
export function textTest(pattern: string): (text: string) => boolean {
  const compiled = RE2JS.compile(pattern);
  const plain = plainPattern(pattern);
  if (plain !== null)
    return (text) => plain.test(text.length > MAX_PLAIN_CHARS ? text.slice(0, MAX_PLAIN_CHARS) : text);
  return (text) => compiled.matcher(endsOf(text)).find();
}

function endsOf(text: string): string {
  if (text.length <= HEAD_CHARS + TAIL_CHARS) return text;
  return `${text.slice(0, HEAD_CHARS)}\n${text.slice(text.length - TAIL_CHARS)}`;
}

/** What may stand in a plain expression: means the same to both engines, and can never make the other one run away. */
const PLAIN =
  /^(?:\(\?i\))?(?:[A-Za-z0-9 _,;:@#%&='"~<>/!-]|\\b|\\[.?*+()[\]{}|^$\\/-]|\((?:\?:|(?!\?))|\)|\||\?(?!\?))+$/;

/** The same expression for the platform's own engine, a thousand times faster; null = it is not plain. */
export function plainPattern(pattern: string): RegExp | null {
  if (!PLAIN.test(pattern)) return null;
  const isCaseless = pattern.startsWith('(?i)');
  const body = isCaseless ? pattern.slice(4) : pattern;
  if (body.split('?').length - 1 - body.split('(?:').length + 1 > MAX_OPTIONAL) return null;
  return new RegExp(body, isCaseless ? 'i' : '');
}
