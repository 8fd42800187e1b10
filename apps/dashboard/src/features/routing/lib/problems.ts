import type { ConfigProblem } from '@llm-cost-optimizer/contracts';
import { configSchema } from '@llm-cost-optimizer/contracts';
import { type Document, isMap, isPair, isScalar, LineCounter, parseDocument, type YAMLError } from 'yaml';
import type * as z from 'zod';
import { keysOf, schemaAt, valuesOf } from './schema-node.ts';

/** A problem with the piece of text it belongs to. */
export interface PlacedProblem extends ConfigProblem {
  /** Offsets in the text; equal where the place is a point. */
  readonly from: number;
  readonly to: number;
}

type Issue = z.core.$ZodIssue;
type Path = readonly (string | number)[];

const MAX_PROBLEMS = 100;

/**
 * What is wrong with a configuration, seen from the text alone: syntax, unknown keys, wrong kinds and sizes. Whether
 * models and keys exist only the gateway knows. Every problem has a place. Values with `${…}` are not judged, because
 * the gateway fills them in.
 */
export function findProblems(text: string): PlacedProblem[] {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter });
  const place = (from: number, to: number) => {
    const { line, col } = lineCounter.linePos(from);
    return { from, to: Math.max(from, to), line, column: col };
  };
  // After the first token out of place the parser complains of every one that follows.
  const first = document.errors.findIndex(({ code }) => code === 'UNEXPECTED_TOKEN');
  const errors = document.errors.filter(({ code }, index) => code !== 'UNEXPECTED_TOKEN' || index === first);
  const syntax = [...errors, ...document.warnings].map((error) => {
    const from = Math.min(error.pos[0], text.length);
    const word = /^[\w.-]+/.exec(text.slice(from))?.[0] ?? '';
    return {
      severity: error.name === 'YAMLWarning' ? ('warning' as const) : ('error' as const),
      path: '',
      message: syntaxSentence(error, word),
      ...place(from, Math.max(from + word.length, Math.min(error.pos[1], text.length))),
    };
  });
  if (document.errors.length > 0) return syntax.slice(0, MAX_PROBLEMS);
  const value = plainValue(document);
  if (value === TOO_MANY_ALIASES) {
    const message = 'The anchors of this text unfold to too many values. Write them out.';
    return [{ severity: 'error', path: '', message, ...place(0, 0) }];
  }
  const parsed = configSchema.safeParse(value ?? {});
  const issues = parsed.success ? [] : parsed.error.issues.flatMap((issue) => explain(issue, document, value));
  return [...syntax, ...issues.map(({ range, ...problem }) => ({ ...problem, ...place(...range) }))].slice(
    0,
    MAX_PROBLEMS,
  );
}

/**
 * Places the gateway's problems in the text and leaves out those that were found here already (same path or line and
 * same severity), so that nothing is listed twice.
 */
export function mergeProblems(
  local: readonly PlacedProblem[],
  remote: readonly ConfigProblem[],
  text: string,
): PlacedProblem[] {
  const starts = lineStarts(text);
  const placed = remote
    .filter((problem) => !local.some((known) => known.severity === problem.severity && isSamePlace(known, problem)))
    .map((problem) => ({ ...problem, ...offsets(problem, text, starts) }));
  return [...local, ...placed].sort((a, b) => a.from - b.from || a.severity.localeCompare(b.severity));
}

function isSamePlace(a: ConfigProblem, b: ConfigProblem): boolean {
  if (a.line !== null && b.line !== null) return a.line === b.line;
  return a.path !== '' && a.path === b.path;
}

function offsets(problem: ConfigProblem, text: string, starts: readonly number[]): { from: number; to: number } {
  if (problem.line === null) return { from: 0, to: 0 };
  const start = Math.min(starts[problem.line - 1] ?? text.length, text.length);
  const from = Math.min(start + Math.max(0, (problem.column ?? 1) - 1), text.length);
  const word = /^[^\s,\]#]+/.exec(text.slice(from))?.[0].length ?? 0;
  return { from, to: from + word };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let i = text.indexOf('\n'); i !== -1; i = text.indexOf('\n', i + 1)) starts.push(i + 1);
  return starts;
}

/** The parser's sentence without the place (it is marked), or a plainer one. */
/** Our words for the mistakes that the parser describes for programmers. */
const SYNTAX_SENTENCES: Readonly<Record<string, string>> = {
  UNEXPECTED_TOKEN:
    'The text is not valid YAML from here on. Look at the line before: a space may be missing after `:`, or a quote or bracket is not closed.',
  MULTILINE_IMPLICIT_KEY: 'This is read as one long name. A space may be missing after `:`, or a quote is not closed.',
  BLOCK_AS_IMPLICIT_KEY:
    'There is a `:` too many on this line. Put the value in quotes, or names on lines of their own.',
  BAD_INDENT: 'The indentation does not fit the lines around it.',
};

function syntaxSentence({ code, message }: YAMLError, word: string): string {
  const known = SYNTAX_SENTENCES[code];
  if (known !== undefined) return known;
  if (code === 'DUPLICATE_KEY') return `\`${word}\` is written twice in the same group. Keep one of them.`;
  const sentence = message.split(' at line ')[0] ?? message;
  return sentence.endsWith('.') ? sentence : `${sentence}.`;
}

const TOO_MANY_ALIASES = Symbol('too many aliases');

function plainValue(document: Document.Parsed): unknown {
  try {
    return document.toJS({ maxAliasCount: 50 });
  } catch (error) {
    if (error instanceof ReferenceError) return TOO_MANY_ALIASES;
    throw error;
  }
}

type Found = ConfigProblem & { range: [from: number, to: number] };

function explain(issue: Issue, document: Document.Parsed, value: unknown): Found[] {
  const path = issue.path.filter((part): part is string | number => typeof part !== 'symbol');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => found([...path, key], unknownKey(path, key), keyRange(document, path, key)));
  }
  const deeper = issue.code === 'invalid_union' ? deepest(issue) : null;
  if (deeper !== null) return explain({ ...deeper, path: [...issue.path, ...deeper.path] }, document, value);
  if (isReference(valueAt(value, path))) return [];
  return [found(path, sentence(issue, path), valueRange(document, path))];
}

/** The issue of the alternative that came furthest; null when all alternatives failed at once. */
function deepest(issue: Extract<Issue, { code: 'invalid_union' }>): Issue | null {
  const nested = issue.errors.flat().filter((inner) => inner.path.length > 0);
  return nested.sort((a, b) => b.path.length - a.path.length)[0] ?? null;
}

function found(path: Path, message: string, range: [number, number]): Found {
  return { severity: 'error', path: pathLabel(path), message, line: null, column: null, range };
}

function unknownKey(path: Path, key: string): string {
  const node = schemaAt(path.map(String));
  const known = node === null ? [] : keysOf(node).map(([name]) => name);
  const nearest = nearestWord(key, known);
  if (nearest !== null) return `\`${key}\` is not known here. Did you mean \`${nearest}\`?`;
  return `\`${key}\` is not known here. Known: ${known.join(', ')}.`;
}

function sentence(issue: Issue, path: Path): string {
  const name = path.length === 0 ? 'The file' : `\`${path.filter((part) => typeof part === 'string').at(-1)}\``;
  const node = schemaAt(path.filter((part) => typeof part === 'string'));
  if (issue.code === 'invalid_value') return `${name} takes one of: ${issue.values.map(String).join(', ')}.`;
  if (issue.code === 'invalid_type') {
    const choices = node === null ? [] : valuesOf(node);
    return choices.length > 1
      ? `${name} takes one of: ${choices.join(', ')}.`
      : `${name} must be ${EXPECTED[issue.expected] ?? issue.expected}.`;
  }
  if (issue.code === 'invalid_union') return `${name} must be one model name, or a list of them.`;
  if (issue.code === 'too_small') {
    if (issue.origin === 'array' || issue.origin === 'string') return `${name} must not be empty.`;
    return `${name} must be ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}.`;
  }
  if (issue.code === 'too_big') {
    const unit = issue.origin === 'array' ? ' entries' : issue.origin === 'string' ? ' characters' : '';
    return `${name} must be at most ${issue.maximum}${unit}.`;
  }
  return `${name}: ${issue.message}.`;
}

const EXPECTED: Readonly<Record<string, string>> = {
  object: 'a group of settings, indented below it',
  record: 'a group of names, indented below it',
  array: 'a list',
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
};

function valueRange(document: Document.Parsed, path: Path): [number, number] {
  for (let depth = path.length; depth > 0; depth--) {
    const node: unknown = document.getIn(path.slice(0, depth), true);
    if (isScalar(node) && node.range !== null && node.range !== undefined && node.range[1] > node.range[0]) {
      return [node.range[0], node.range[1]];
    }
    const last = path[depth - 1];
    if (typeof last === 'string') return keyRange(document, path.slice(0, depth - 1), last);
  }
  return [0, 0];
}

function keyRange(document: Document.Parsed, path: Path, key: string): [number, number] {
  const parent: unknown = path.length === 0 ? document.contents : document.getIn(path, true);
  if (!isMap(parent)) return [0, 0];
  const pair = parent.items.find((item) => isPair(item) && isScalar(item.key) && String(item.key.value) === key);
  const range = isScalar(pair?.key) ? pair.key.range : null;
  return range === null || range === undefined ? [0, 0] : [range[0], range[1]];
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (at, part) => (typeof at === 'object' && at !== null ? Reflect.get(at, part) : undefined),
    value,
  );
}

function isReference(value: unknown): boolean {
  return typeof value === 'string' && value.includes('${');
}

/** `a.b[1].c` */
function pathLabel(path: Path): string {
  return path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${part}`))
    .join('');
}

/** The known word with the fewest edits from `word`, at most a third of its length away. */
export function nearestWord(word: string, known: readonly string[]): string | null {
  const ranked = known.map((other) => ({ other, distance: editDistance(word.toLowerCase(), other) }));
  const best = ranked.sort((a, b) => a.distance - b.distance)[0];
  return best !== undefined && best.distance <= Math.max(2, word.length / 3) ? best.other : null;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replace, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
