import { type Document, isMap, isScalar, isSeq, parseDocument, type Scalar } from 'yaml';

/** What stands for a literal secret outside of the gateway. */
export const MASK = '********';

const REFERENCE = /^\$\{[^}]*\}$/;
/** Names below `providers` whose value is a key. */
const SECRET_KEYS: ReadonlySet<string> = new Set(['api_key', 'key']);
const MAX_ALIASES = 100;

type Path = readonly (string | number)[];

export interface SecretMask {
  /** The text with literal secrets masked; `${ENV}` references stay. Comments and layout stay as they are. */
  hide(yaml: string): string;
  /**
   * Puts the secrets of `previous` back where `yaml` has the mask. Where an address of the provider was changed, the mask
   * stays and the key must be given anew: a kept key must not be sent to an address its owner did not see. In lists an
   * entry is known by its `name`, without one by its place as long as the list is as long as before.
   */
  restore(yaml: string, previous: string): string;
  /** Paths at which the mask still stands after `restore`. */
  unresolved(yaml: string): string[];
}

export function createSecretMask(): SecretMask {
  return {
    hide(yaml) {
      const document = read(yaml);
      // A text that cannot be read was never published; nobody gets to see it.
      if (document === null) return yaml;
      return replace(yaml, document, (value) => (isLiteral(value) ? MASK : null));
    },
    restore(yaml, previous) {
      if (!yaml.includes(MASK)) return yaml;
      const document = read(yaml);
      const old = read(previous);
      if (document === null || old === null) return yaml;
      return replace(yaml, document, (value, path) => {
        const before = value === MASK ? counterpart(document, old, path) : null;
        if (before === null || targetOf(document, path) !== targetOf(old, before)) return null;
        const known = old.getIn(before);
        return typeof known === 'string' ? known : null;
      });
    },
    unresolved(yaml) {
      const document = yaml.includes(MASK) ? read(yaml) : null;
      if (document === null) return [];
      return secretsOf(document)
        .filter(({ node }) => node.value === MASK)
        .map(({ path }) => pathText(path));
    },
  };
}

function read(yaml: string): Document | null {
  try {
    const document = parseDocument(yaml, { maxAliasCount: MAX_ALIASES } as never);
    return document.errors.length === 0 && isMap(document.contents) ? document : null;
  } catch {
    return null;
  }
}

/** Rewrites only the characters of the secrets, from back to front so that positions stay true. */
function replace(yaml: string, document: Document, change: (value: string, path: Path) => string | null): string {
  const edits = secretsOf(document).flatMap(({ path, node }) => {
    if (!node.range || node.value === null) return [];
    const text = change(String(node.value), path);
    return text === null ? [] : [{ start: node.range[0], end: node.range[1], text: JSON.stringify(text) }];
  });
  return edits
    .sort((a, b) => b.start - a.start)
    .reduce((text, edit) => text.slice(0, edit.start) + edit.text + text.slice(edit.end), yaml);
}

/** Every key that stands in the text, wherever below a provider. */
function secretsOf(document: Document): { path: Path; node: Scalar }[] {
  return [
    ...secretsBelow(document.get('api_keys'), ['api_keys'], () => true),
    ...secretsBelow(document.get('providers'), ['providers'], (key) => SECRET_KEYS.has(key)),
  ];
}

function secretsBelow(node: unknown, path: Path, isSecret: (key: string) => boolean): { path: Path; node: Scalar }[] {
  if (isSeq(node)) return node.items.flatMap((item, index) => secretsBelow(item, [...path, index], isSecret));
  if (!isMap(node)) return [];
  return node.items.flatMap(({ key, value }) => {
    if (!isScalar(key)) return [];
    const below = [...path, String(key.value)];
    if (!isScalar(value)) return secretsBelow(value, below, isSecret);
    return isSecret(String(key.value)) ? [{ path: below, node: value }] : [];
  });
}

/** Where the same setting stood in the old text; null when no entry of an old list is surely the same one. */
function counterpart(document: Document, old: Document, path: Path): Path | null {
  const before: (string | number)[] = [];
  for (const [depth, part] of path.entries()) {
    const at =
      typeof part === 'string' ? part : sameEntry(document.getIn(path.slice(0, depth)), old.getIn(before), part);
    if (at === null) return null;
    before.push(at);
  }
  return before;
}

function sameEntry(list: unknown, old: unknown, index: number): number | null {
  if (!isSeq(list) || !isSeq(old)) return null;
  const name = nameOf(list.items[index]);
  if (name !== null) return indexOrNull(old.items.findIndex((item) => nameOf(item) === name));
  const isSamePlace = list.items.length === old.items.length && nameOf(old.items[index]) === null;
  return isSamePlace ? index : null;
}

function nameOf(item: unknown): unknown {
  return isMap(item) ? (item.get('name') ?? null) : null;
}

function indexOrNull(index: number): number | null {
  return index < 0 ? null : index;
}

/** All addresses to which the key of this path may be sent, as one text. */
function targetOf(document: Document, path: Path): string {
  const provider = ['providers', path[1] ?? ''];
  const shared = document.getIn([...provider, 'base_url']);
  if (path[2] === 'deployments') return String(document.getIn([...path.slice(0, 4), 'base_url']) ?? shared);
  const deployments = document.getIn([...provider, 'deployments']);
  const others = isSeq(deployments) ? deployments.items.map((item) => (isMap(item) ? item.get('base_url') : null)) : [];
  return JSON.stringify([shared ?? null, ...others.map((address) => address ?? null)]);
}

function pathText(path: Path): string {
  return path.map((part, at) => (typeof part === 'number' ? `[${part}]` : at === 0 ? part : `.${part}`)).join('');
}

function isLiteral(value: string): boolean {
  return value !== '' && value !== MASK && !REFERENCE.test(value);
}
