/** A test for words with `*` for any characters, compared without regard to case. One or several; one is enough. */
export function wordTest(words: string | readonly string[]): (value: string) => boolean {
  const tests = (typeof words === 'string' ? [words] : words).map(testOf);
  const [only] = tests;
  return tests.length === 1 && only !== undefined ? only : (value) => tests.some((test) => test(value));
}

function testOf(word: string): (value: string) => boolean {
  const [head = '', ...rest] = word.toLowerCase().split('*');
  if (rest.length === 0) return (value) => value.length === head.length && value.toLowerCase() === head;
  const tail = rest.pop() ?? '';
  return (value) => isMatch(value.toLowerCase(), { head, middle: rest, tail });
}

/** Without a regular expression, piece by piece: time grows with the text alone. */
function isMatch(
  text: string,
  { head, middle, tail }: { readonly head: string; readonly middle: readonly string[]; readonly tail: string },
): boolean {
  if (!text.startsWith(head)) return false;
  let from = head.length;
  for (const piece of middle) {
    const at = text.indexOf(piece, from);
    if (at < 0) return false;
    from = at + piece.length;
  }
  return text.length - tail.length >= from && text.endsWith(tail);
}
