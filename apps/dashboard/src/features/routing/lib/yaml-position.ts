/** Where in a YAML text a cursor stands, as far as completion needs it. */
export interface YamlPosition {
  /** Keys from the top to the mapping (for a key) or to the key itself (for a value). List positions are left out. */
  readonly path: readonly string[];
  readonly kind: 'key' | 'value';
  /** True when the value is an entry of a list. */
  readonly isListEntry: boolean;
  /** What is typed so far, and where it begins. */
  readonly word: string;
  readonly from: number;
  /** Keys (or list entries) that stand beside the cursor already. */
  readonly siblings: readonly string[];
}

const KEY = /^(\s*(?:- +)*)("[^"]*"|'[^']*'|[^\s#:[\]{},&*!|>%@`"'-][^:#]*?|\S)\s*:(?=\s|$)/;

/**
 * The position at `offset`, found by indentation, so that it works in the unfinished texts that exist while somebody
 * types. Null inside comments and where nothing can be said (block texts, flow mappings).
 */
export function yamlPositionAt(text: string, offset: number): YamlPosition | null {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const before = text.slice(lineStart, offset);
  if (/(^|\s)#/.test(before.replaceAll(/"[^"]*"|'[^']*'/g, (quoted) => 'x'.repeat(quoted.length)))) return null;
  const lines = text.split('\n');
  const row = text.slice(0, lineStart).split('\n').length - 1;
  const key = KEY.exec(before);
  if (key !== null) return valuePosition({ lines, row, before, offset, key });
  const entry = /^(\s*)((?:- +)+)(.*)$/.exec(before) ?? /^(\s*)(-)()$/.exec(before);
  if (entry !== null) {
    const word = entry[3] ?? '';
    const indent = (entry[1] ?? '').length;
    if (entry[2] === '-') return null;
    const path = parentsOf(lines, row, indent, true);
    return {
      path,
      kind: 'value',
      isListEntry: true,
      word,
      from: offset - word.length,
      siblings: entriesBeside(lines, row, indent),
    };
  }
  const word = before.trimStart();
  if (/[\s{}[\],]/.test(word)) return null;
  const indent = before.length - word.length;
  return {
    path: parentsOf(lines, row, indent, false),
    kind: 'key',
    isListEntry: false,
    word,
    from: offset - word.length,
    siblings: keysBeside(lines, row, indent),
  };
}

/** The path of the key or value that covers `offset`, for hover texts; null where no key stands on the line. */
export function yamlPathAt(text: string, offset: number): string[] | null {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const lineEnd = text.indexOf('\n', offset);
  const line = text.slice(lineStart, lineEnd === -1 ? undefined : lineEnd);
  const lines = text.split('\n');
  const row = text.slice(0, lineStart).split('\n').length - 1;
  const key = KEY.exec(line);
  if (key !== null) return [...parentsOf(lines, row, (key[1] ?? '').length, false), unquote(key[2] ?? '')];
  const entry = /^(\s*)- /.exec(line);
  return entry === null ? null : parentsOf(lines, row, (entry[1] ?? '').length, true);
}

interface ValueInput {
  lines: readonly string[];
  row: number;
  before: string;
  offset: number;
  key: RegExpExecArray;
}

function valuePosition({ lines, row, before, offset, key }: ValueInput): YamlPosition | null {
  const rest = before.slice(key[0].length);
  if (!/^\s/.test(rest)) return null;
  const path = [...parentsOf(lines, row, (key[1] ?? '').length, false), unquote(key[2] ?? '')];
  const value = rest.trimStart();
  if (!value.startsWith('[')) {
    if (/^[{|>]/.test(value)) return null;
    return { path, kind: 'value', isListEntry: false, word: value, from: offset - value.length, siblings: [] };
  }
  if (value.includes(']')) return null;
  const entries = value.slice(1).split(',');
  const word = (entries.pop() ?? '').trimStart();
  const behind = (lines[row] ?? '').slice(before.length).split(/[\]#]/)[0] ?? '';
  const siblings = [...entries, ...behind.split(',').slice(1)].map((entry) => unquote(entry.trim()));
  return { path, kind: 'value', isListEntry: true, word, from: offset - word.length, siblings };
}

/** Keys above the line, from the top down, that a line with this indentation belongs to. */
function parentsOf(lines: readonly string[], row: number, indent: number, isEntry: boolean): string[] {
  const path: string[] = [];
  let limit = isEntry ? indent + 1 : indent;
  for (let i = row - 1; i >= 0 && limit > 0; i--) {
    const key = KEY.exec(lines[i] ?? '');
    if (key === null) continue;
    const isInEntry = (key[1] ?? '').includes('-');
    const depth = (key[1] ?? '').length;
    if (depth >= limit || (isEntry && path.length === 0 && isInEntry && depth === indent)) continue;
    path.unshift(unquote(key[2] ?? ''));
    limit = depth;
  }
  return path;
}

function keysBeside(lines: readonly string[], row: number, indent: number): string[] {
  return beside(lines, row, indent, (line) => {
    const key = KEY.exec(line);
    return key !== null && (key[1] ?? '').length === indent ? unquote(key[2] ?? '') : null;
  });
}

function entriesBeside(lines: readonly string[], row: number, indent: number): string[] {
  return beside(lines, row, indent, (line) => {
    const entry = /^(\s*)- +([^#]+)/.exec(line);
    return entry !== null && (entry[1] ?? '').length === indent ? unquote((entry[2] ?? '').trim()) : null;
  });
}

/** What `read` finds on the lines of the same block, up and down from the line itself. */
function beside(
  lines: readonly string[],
  row: number,
  indent: number,
  read: (line: string) => string | null,
): string[] {
  const found: string[] = [];
  for (const step of [-1, 1]) {
    for (let i = row + step; i >= 0 && i < lines.length; i += step) {
      const line = lines[i] ?? '';
      if (line.trim() === '' || line.trimStart().startsWith('#')) continue;
      if (line.length - line.trimStart().length < indent) break;
      const value = read(line);
      if (value !== null) found.push(value);
    }
  }
  return found;
}

function unquote(text: string): string {
  return /^(["']).*\1$/.test(text) ? text.slice(1, -1) : text;
}
