import type { ConfigProblem } from '@llm-cost-optimizer/contracts';
import { type Document, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import { Positions } from './positions.ts';

export const MAX_FILE_BYTES = 1_000_000;
const MAX_ALIASES = 50;
const MAX_DEPTH = 20;
/** Brackets open at once: beyond, the parser itself would run out of stack. */
const MAX_OPEN_BRACKETS = 50;
const MAX_PROBLEMS = 20;

/** Our words for the mistakes that the parser describes for programmers. */
const SYNTAX_SENTENCES: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'A tab is used for indentation. Indent with spaces.',
  DUPLICATE_KEY: 'This name stands here twice. Keep one of them.',
  TAG_RESOLVE_FAILED: 'Tags (words with `!`) are not supported. Write a plain value.',
  MULTIPLE_DOCS: 'The text holds several documents. Keep one and remove the `---` lines.',
  UNEXPECTED_TOKEN:
    'The text is not valid YAML from here on. Look at the line before: a space may be missing after `:`, or a quote or bracket is not closed.',
  MULTILINE_IMPLICIT_KEY: 'This is read as one long name. A space may be missing after `:`, or a quote is not closed.',
  BLOCK_AS_IMPLICIT_KEY:
    'There is a `:` too many on this line. Put the value in quotes, or names on lines of their own.',
  BAD_INDENT: 'The indentation does not fit the lines around it.',
};

export interface ReadYaml {
  /** Plain data; undefined when the text cannot be used. */
  readonly data: unknown;
  readonly positions: Positions | null;
  readonly problems: readonly ConfigProblem[];
}

/**
 * Reads YAML 1.2 with bounds on size, depth and aliases, without custom tags and merge keys: configuration may come
 * over the admin API. An empty text is an empty map.
 */
export function readYaml(text: string): ReadYaml {
  if (Buffer.byteLength(text) > MAX_FILE_BYTES)
    return refused(
      'The configuration is larger than 1 MB. Configuration files are a few kilobytes; is this the right file?',
    );
  if (isNestedTooDeep(text)) return refused(`The configuration is nested deeper than ${MAX_DEPTH} levels.`);
  const lines = new LineCounter();
  const document = compose(text, lines);
  if (document === null) return refused(`The configuration is nested deeper than ${MAX_DEPTH} levels.`);
  const positions = new Positions(document, lines);
  const problems = syntaxProblems(document, positions);
  if (problems.length > 0) return { data: undefined, positions, problems };
  if (depthOf(document) > MAX_DEPTH) return refused(`The configuration is nested deeper than ${MAX_DEPTH} levels.`);
  const forbidden = prototypeKey(document);
  if (forbidden !== null) {
    const message = '`__proto__` cannot be used as a name.';
    return {
      data: undefined,
      positions,
      problems: [{ severity: 'error', path: '', message, ...positions.at(forbidden) }],
    };
  }
  return expand(document, positions);
}

/** Where a key `__proto__` stands; null without one. Programs treat it specially, so it is refused rather than lost. */
function prototypeKey(document: Document): number | null {
  let found: number | null = null;
  visit(document, {
    Pair(_key, { key }) {
      if (!isScalar(key) || key.value !== '__proto__') return undefined;
      found = key.range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return found;
}

function compose(text: string, lineCounter: LineCounter): Document | null {
  try {
    const document = parseDocument(text, {
      version: '1.2',
      schema: 'core',
      merge: false,
      uniqueKeys: true,
      prettyErrors: false,
      lineCounter,
    });
    // The parser is recursive and reports an exhausted stack as a mistake of the text, or throws.
    return document.errors.some(({ message }) => message.includes('call stack')) ? null : document;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function syntaxProblems(document: Document, positions: Positions): ConfigProblem[] {
  // After the first token out of place the parser complains of every one that follows.
  const first = document.errors.findIndex(({ code }) => code === 'UNEXPECTED_TOKEN');
  const telling = document.errors.filter(({ code }, index) => code !== 'UNEXPECTED_TOKEN' || index === first);
  return [...telling, ...document.warnings].slice(0, MAX_PROBLEMS).map((error) => ({
    severity: 'error',
    path: '',
    message: SYNTAX_SENTENCES[error.code] ?? sentence(error.message),
    ...positions.at(error.pos[0]),
  }));
}

/** Aliases are counted while the data are made plain, where a bomb would unfold. */
function expand(document: Document, positions: Positions): ReadYaml {
  try {
    return { data: document.toJS({ maxAliasCount: MAX_ALIASES }) ?? {}, positions, problems: [] };
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    const message = error.message.startsWith('Excessive')
      ? `The configuration uses more than ${MAX_ALIASES} aliases. Write the values out.`
      : sentence(error.message);
    return refused(message);
  }
}

function isNestedTooDeep(text: string): boolean {
  let open = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 91 || code === 123) open += 1;
    else if (code === 93 || code === 125) open = Math.max(0, open - 1);
    else if (code === 10 && open <= MAX_OPEN_BRACKETS) continue;
    if (open > MAX_OPEN_BRACKETS) return true;
  }
  return false;
}

function depthOf(document: Document): number {
  let deepest = 0;
  visit(document, {
    Collection(_key, _node, path) {
      deepest = Math.max(deepest, path.filter((one) => 'items' in one).length);
      return deepest > MAX_DEPTH ? visit.BREAK : undefined;
    },
  });
  return deepest;
}

function sentence(text: string): string {
  const line = text.split('\n')[0] ?? text;
  return /[.!?]$/.test(line) ? line : `${line}.`;
}

function refused(message: string): ReadYaml {
  return {
    data: undefined,
    positions: null,
    problems: [{ severity: 'error', path: '', message, line: null, column: null }],
  };
}
