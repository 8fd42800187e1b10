import { type Document, isMap, isNode, isPair, isScalar, LineCounter } from 'yaml';

export type Path = readonly (string | number)[];

export interface Position {
  readonly line: number | null;
  readonly column: number | null;
}

const NOWHERE: Position = { line: null, column: null };

/** Finds where a path of the configuration stands in its text. */
export class Positions {
  private readonly document: Document;
  private readonly lines: LineCounter;

  constructor(document: Document, lines: LineCounter) {
    this.document = document;
    this.lines = lines;
  }

  /** The value at a path, else the nearest thing around it that exists. */
  ofValue(path: Path): Position {
    for (let length = path.length; length >= 0; length -= 1) {
      const node = length === 0 ? this.document.contents : this.document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range != null) return this.at(node.range[0]);
    }
    return NOWHERE;
  }

  /** The key itself of an entry in the map at `path`. */
  ofKey(path: Path, key: string): Position {
    const map = path.length === 0 ? this.document.contents : this.document.getIn(path, true);
    const pair = isMap(map)
      ? map.items.find((item) => isPair(item) && isScalar(item.key) && String(item.key.value) === key)
      : undefined;
    const offset = isScalar(pair?.key) ? pair.key.range?.[0] : undefined;
    return offset === undefined ? this.ofValue(path) : this.at(offset);
  }

  at(offset: number): Position {
    const { line, col } = this.lines.linePos(offset);
    return line === 0 ? NOWHERE : { line, column: col };
  }
}

/** `routing_rules.cost_mode.low_complexity[1]` */
export function pathText(path: Path): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? part : `${text}.${part}`;
  }, '');
}

/** What plain data hold at a path; undefined when there is nothing. */
export function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  let value = data;
  for (const part of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.entries(value).find(([key]) => key === String(part))?.[1];
  }
  return value;
}
