/** One line of a comparison. Line numbers count from 1; null on the side where the line is missing. */
export interface DiffLine {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
  readonly oldLine: number | null;
  readonly newLine: number | null;
}

/** Lines shown together, or a stretch of equal lines left out between them. */
export type DiffPart =
  | { readonly kind: 'lines'; readonly lines: readonly DiffLine[] }
  | { readonly kind: 'skipped'; readonly lines: readonly DiffLine[] };

/** Above this many pairs the middle is shown as replaced as a whole, so that a page never hangs on a comparison. */
const MAX_PAIRS = 4_000_000;

/** Compares two texts line by line, with the fewest added and removed lines. Removed lines come before added ones. */
export function diffLines(oldText: string, newText: string): DiffLine[] {
  const before = splitLines(oldText);
  const after = splitLines(newText);
  const head = commonPrefix(before, after);
  const tail = commonSuffix(before.slice(head), after.slice(head));
  const lines: DiffLine[] = [];
  for (let i = 0; i < head; i++) lines.push(same(before[i] ?? '', i + 1, i + 1));
  lines.push(...diffMiddle(before.slice(head, before.length - tail), after.slice(head, after.length - tail), head));
  for (let i = tail; i > 0; i--) {
    lines.push(same(before[before.length - i] ?? '', before.length - i + 1, after.length - i + 1));
  }
  return lines;
}

/** How many lines a comparison adds and removes. */
export function countChanges(lines: readonly DiffLine[]): { added: number; removed: number } {
  const count = (kind: DiffLine['kind']) => lines.filter((line) => line.kind === kind).length;
  return { added: count('added'), removed: count('removed') };
}

/** Cuts a comparison into its changes with `context` equal lines around them, and the stretches between. */
export function groupChanges(lines: readonly DiffLine[], context = 3): DiffPart[] {
  const isNear = lines.map(() => false);
  lines.forEach((line, index) => {
    if (line.kind === 'same') return;
    for (let i = Math.max(0, index - context); i <= Math.min(lines.length - 1, index + context); i++) isNear[i] = true;
  });
  const parts: { kind: DiffPart['kind']; lines: DiffLine[] }[] = [];
  lines.forEach((line, index) => {
    const kind = isNear[index] === true ? 'lines' : 'skipped';
    const last = parts.at(-1);
    if (last?.kind === kind) last.lines.push(line);
    else parts.push({ kind, lines: [line] });
  });
  return parts;
}

/** A final newline ends the last line; it does not begin another one. */
function splitLines(text: string): string[] {
  if (text === '') return [];
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

function diffMiddle(before: readonly string[], after: readonly string[], offset: number): DiffLine[] {
  const lines: DiffLine[] = [];
  let i = 0;
  let j = 0;
  const remove = () => lines.push({ kind: 'removed', text: before[i] ?? '', oldLine: offset + ++i, newLine: null });
  const add = () => lines.push({ kind: 'added', text: after[j] ?? '', oldLine: null, newLine: offset + ++j });
  if (before.length * after.length <= MAX_PAIRS) {
    const common = commonLengths(before, after);
    const width = after.length + 1;
    while (i < before.length && j < after.length) {
      if (before[i] === after[j]) lines.push(same(before[i] ?? '', offset + ++i, offset + ++j));
      else if ((common[(i + 1) * width + j] ?? 0) >= (common[i * width + j + 1] ?? 0)) remove();
      else add();
    }
  }
  while (i < before.length) remove();
  while (j < after.length) add();
  return lines;
}

/** Length of the longest common subsequence of the rests from each pair of positions on, row by row. */
function commonLengths(before: readonly string[], after: readonly string[]): Uint32Array {
  const width = after.length + 1;
  const table = new Uint32Array((before.length + 1) * width);
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      table[i * width + j] =
        before[i] === after[j]
          ? (table[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(table[(i + 1) * width + j] ?? 0, table[i * width + j + 1] ?? 0);
    }
  }
  return table;
}

function commonPrefix(a: readonly string[], b: readonly string[]): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return length;
}

function commonSuffix(a: readonly string[], b: readonly string[]): number {
  let length = 0;
  while (length < a.length && length < b.length && a[a.length - 1 - length] === b[b.length - 1 - length]) length++;
  return length;
}

function same(text: string, oldLine: number, newLine: number): DiffLine {
  return { kind: 'same', text, oldLine, newLine };
}

/** The one replacement that turns a text into another, with what is equal at both ends left alone. Offsets in `oldText`. */
export function smallestChange(oldText: string, newText: string): { from: number; to: number; insert: string } {
  const limit = Math.min(oldText.length, newText.length);
  let head = 0;
  while (head < limit && oldText[head] === newText[head]) head++;
  let tail = 0;
  while (tail < limit - head && oldText[oldText.length - 1 - tail] === newText[newText.length - 1 - tail]) tail++;
  return { from: head, to: oldText.length - tail, insert: newText.slice(head, newText.length - tail) };
}
