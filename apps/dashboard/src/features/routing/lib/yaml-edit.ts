import { type Document, isMap, isScalar, isSeq, parseDocument, Scalar, type ToStringOptions, type YAMLSeq } from 'yaml';
import { diffLines } from './line-diff.ts';

export type YamlPath = readonly string[];
export type YamlValue = string | number | boolean | readonly string[];

/** True when the text can be edited by a form: it is one YAML document without syntax errors, a mapping or empty. */
export function isEditable(text: string): boolean {
  const document = parseDocument(text);
  return document.errors.length === 0 && (document.contents === null || isMap(document.contents) || isEmpty(document));
}

/**
 * The text with the value at `path` set; `null` takes it out, and the mappings that are empty without it. Comments,
 * order and the user's own spacing stay as they are everywhere else. A text that is not editable comes back unchanged.
 */
export function editYaml(text: string, path: YamlPath, value: YamlValue | null): string {
  if (!isEditable(text)) return text;
  const document = parseDocument(text);
  const style = styleOf(text);
  const printedBefore = print(document, style);
  if (isEmpty(document)) document.contents = null;
  if (value === null) remove(document, path);
  else set(document, path, value);
  const printed = print(document, style);
  const kept = keepSpacing(text, printedBefore, printed);
  return means(kept, printed) ? kept : printed;
}

/** The plain value at `path`, or undefined when there is none or the text has syntax errors. */
export function readYaml(text: string, path: YamlPath): unknown {
  const document = parseDocument(text);
  if (document.errors.length > 0 || !isMap(document.contents)) return undefined;
  const node: unknown = document.getIn(path, true);
  if (isScalar(node)) return node.value;
  if (isSeq(node)) return node.items.map((item) => (isScalar(item) ? item.value : item));
  return isMap(node) ? node.toJSON() : undefined;
}

function isEmpty(document: Document.Parsed): boolean {
  return isScalar(document.contents) && document.contents.value === null;
}

function set(document: Document, path: YamlPath, value: YamlValue): void {
  const isNewGroup = isMap(document.contents) && document.contents.items.length > 0 && !document.has(path[0]);
  makeMappings(document, path);
  const old: unknown = document.getIn(path, true);
  if (isScalar(old) && !Array.isArray(value)) {
    old.value = value;
    if (typeof value === 'string' && old.type !== Scalar.QUOTE_DOUBLE && old.type !== Scalar.QUOTE_SINGLE)
      delete old.type;
    delete old.source;
    return;
  }
  const node = document.createNode(value);
  if (isSeq(node)) takeOver(node, old);
  document.setIn(path, node);
  if (isNewGroup) standApart(document);
}

/** Groups at the top of the file are separated by a blank line, as in the file we begin with. */
function standApart(document: Document): void {
  const pair = isMap(document.contents) ? document.contents.items.at(-1) : undefined;
  if (pair === undefined) return;
  const key = document.createNode(isScalar(pair.key) ? pair.key.value : pair.key);
  key.spaceBefore = true;
  pair.key = key;
}

/** `key:` without a value is a mapping that nobody has filled yet; it must become one before something goes into it. */
function makeMappings(document: Document, path: YamlPath): void {
  if (document.contents === null) document.contents = document.createNode({});
  for (let depth = 1; depth < path.length; depth++) {
    const parent = path.slice(0, depth);
    const node: unknown = document.getIn(parent, true);
    if (node === undefined || isMap(node)) continue;
    const mapping = document.createNode({});
    if (isScalar(node)) mapping.comment = node.comment;
    document.setIn(parent, mapping);
  }
}

/** A list keeps its style, its comments and the comments of the entries that stay. New lists stand on one line. */
function takeOver(node: YAMLSeq, old: unknown): void {
  if (!isSeq(old)) {
    node.flow = true;
    if (isScalar(old)) node.comment = old.comment;
    return;
  }
  node.flow = old.flow;
  node.comment = old.comment;
  node.commentBefore = old.commentBefore;
  node.items = node.items.map((item) => {
    const kept = old.items.find((other) => isScalar(other) && isScalar(item) && other.value === item.value);
    return kept ?? item;
  });
}

function remove(document: Document, path: YamlPath): void {
  if (document.contents === null || !document.hasIn(path)) return;
  document.deleteIn(path);
  for (let depth = path.length - 1; depth > 0; depth--) {
    const parent: unknown = document.getIn(path.slice(0, depth), true);
    if (!isMap(parent) || parent.items.length > 0) return;
    document.deleteIn(path.slice(0, depth));
  }
}

/** How the user indents, so that new lines fit among the old ones. */
function styleOf(text: string): ToStringOptions {
  const indent = /^[\w"'-]+:[^\S\n]*(?:#.*)?\n(?:\s*#.*\n|\s*\n)*( +)\S/m.exec(text)?.[1]?.length ?? 2;
  const isFlushSequence = /^( *)[\w"'-]+:[^\S\n]*(?:#.*)?\n(?:\s*#.*\n|\s*\n)*\1- /m.test(text);
  return { lineWidth: 0, flowCollectionPadding: false, indent, indentSeq: !isFlushSequence };
}

function print(document: Document, style: ToStringOptions): string {
  return document.contents === null ? '' : document.toString(style);
}

/** True when both texts hold the same values. */
function means(text: string, other: string): boolean {
  const document = parseDocument(text);
  return document.errors.length === 0 && JSON.stringify(document) === JSON.stringify(parseDocument(other));
}

/**
 * Printing a document evens out its spacing. To change nothing but the edited lines, only the difference between the
 * printed text before and after the edit is carried over to the text as the user wrote it. Where printing changes
 * more than spacing (folded texts, for example) the lines cannot be matched, and the printed text is returned.
 */
function keepSpacing(text: string, printedBefore: string, printedAfter: string): string {
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  if (lines.at(-1) === '') lines.pop();
  const printed = printedBefore.split('\n');
  if (printed.at(-1) === '') printed.pop();
  const origin = matchLines(printed, lines);
  if (origin === null) return printedAfter;
  const result: string[] = [];
  let taken = 0;
  for (const line of diffLines(printedBefore, printedAfter)) {
    if (line.kind === 'added') {
      result.push(line.text);
      continue;
    }
    const at = origin[(line.oldLine ?? 1) - 1] ?? taken;
    // Blank lines that printing would have removed belong to the line after them.
    while (taken < at) result.push(lines[taken++] ?? '');
    if (line.kind === 'same') result.push(lines[at] ?? '');
    taken = at + 1;
  }
  result.push(...lines.slice(taken));
  return result.length === 0 ? '' : `${result.join('\n')}\n`;
}

/** For each printed line the index of the written line it comes from, or null when they do not match. */
function matchLines(printed: readonly string[], written: readonly string[]): number[] | null {
  const origin: number[] = [];
  let at = 0;
  for (const line of printed) {
    while (at < written.length && squeeze(written[at] ?? '') === '' && squeeze(line) !== '') at++;
    if (at >= written.length || squeeze(written[at] ?? '') !== squeeze(line)) return null;
    origin.push(at++);
  }
  return written.slice(at).every((line) => squeeze(line) === '') ? origin : null;
}

function squeeze(line: string): string {
  return line.replaceAll(/\s+/g, '');
}
