import { diffLines } from './line-diff.ts';

/** A piece of the base that one side replaced: lines `start` (counted from 0) to before `end`. */
interface Change {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
}

/**
 * Both changes of a text joined into one, or null when they touch the same or adjoining lines and a person must decide.
 * Equal changes on both sides count once.
 */
export function mergeTexts(base: string, mine: string, theirs: string): string | null {
  const left = changesOf(base, mine);
  const right = changesOf(base, theirs).filter((change) => !left.some((other) => isEqual(change, other)));
  if (left.some((change) => right.some((other) => change.start <= other.end && other.start <= change.end))) return null;
  const lines = base.replaceAll('\r\n', '\n').split('\n');
  if (lines.at(-1) === '') lines.pop();
  // From the bottom up, so that earlier positions stay right.
  for (const change of [...left, ...right].sort((a, b) => b.start - a.start)) {
    lines.splice(change.start, change.end - change.start, ...change.lines);
  }
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

function changesOf(base: string, changed: string): Change[] {
  const changes: { start: number; end: number; lines: string[] }[] = [];
  let at = 0;
  let open: { start: number; end: number; lines: string[] } | null = null;
  for (const line of diffLines(base, changed)) {
    if (line.kind === 'same') {
      open = null;
      at++;
      continue;
    }
    if (open === null) {
      open = { start: at, end: at, lines: [] };
      changes.push(open);
    }
    if (line.kind === 'removed') open.end = ++at;
    else open.lines.push(line.text);
  }
  return changes;
}

function isEqual(a: Change, b: Change): boolean {
  return a.start === b.start && a.end === b.end && a.lines.join('\n') === b.lines.join('\n');
}
