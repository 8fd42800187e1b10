import type { ConfigProblem } from '@llm-cost-optimizer/contracts';
import { type Document, LineCounter, parseDocument, visit } from 'yaml';
import { Positions } from './positions.ts';

export const MAX_FILE_BYTES = 1_000_000;
const MAX_ALIASES = 50;
const MAX_DEPTH = 20;
/** Brackets open at once: beyond, the parser itself would run out of stack. */
const MAX_OPEN_BRACKETS = 50;
const MAX_PROBLEMS = 20;

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
  return expand(document, positions);
}

function compose(text: string, lineCounter: LineCounter): Document | null {
  try {
    return parseDocument(text, {
      version: '1.2',
      schema: 'core',
      merge: false,
      uniqueKeys: true,
      prettyErrors: false,
      lineCounter,
    });
  } catch (error) {
    // The parser is recursive: too deep a nesting exhausts the stack.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function syntaxProblems(document: Document, positions: Positions): ConfigProblem[] {
  return [...document.errors, ...document.warnings].slice(0, MAX_PROBLEMS).map((error) => ({
    severity: 'error',
    path: '',
    message: `${sentence(error.message)} ${remedyOf(error.code)}`.trim(),
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

function remedyOf(code: string): string {
  if (code === 'TAB_AS_INDENT') return 'Indent with spaces.';
  if (code === 'DUPLICATE_KEY') return 'Keep one of them.';
  if (code === 'TAG_RESOLVE_FAILED') return 'Tags are not supported; write a plain value.';
  if (code === 'MULTIPLE_DOCS') return 'Keep one document; remove the `---` lines.';
  return '';
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
