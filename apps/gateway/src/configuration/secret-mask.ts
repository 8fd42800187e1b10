import { type Document, isMap, isScalar, parseDocument } from 'yaml';

/** What stands for a literal secret outside of the gateway. */
export const MASK = '********';

const REFERENCE = /^\$\{[^}]*\}$/;
const PROVIDERS = ['openai', 'anthropic', 'groq', 'ollama', 'vllm'] as const;
const MAX_ALIASES = 100;

type Path = readonly [string, ...string[]];

export interface SecretMask {
  /** The text with literal secrets masked; `${ENV}` references stay. Comments and layout stay as they are. */
  hide(yaml: string): string;
  /**
   * Puts the secrets of `previous` back where `yaml` has the mask. Where the address of a provider was changed, the
   * mask stays and the key must be given anew: a kept key must not be sent to an address its owner did not see.
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
        if (value !== MASK || isMoved(document, old, path)) return null;
        const known = old.getIn(path);
        return typeof known === 'string' ? known : null;
      });
    },
    unresolved(yaml) {
      const document = yaml.includes(MASK) ? read(yaml) : null;
      if (document === null) return [];
      return secretPaths()
        .filter((path) => document.getIn(path) === MASK)
        .map((path) => path.join('.'));
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
  const edits = secretPaths()
    .map((path) => ({ path, node: document.getIn(path, true) }))
    .flatMap(({ path, node }) => {
      if (!isScalar(node) || !node.range || node.value === null) return [];
      const text = change(String(node.value), path);
      return text === null ? [] : [{ start: node.range[0], end: node.range[1], text: JSON.stringify(text) }];
    });
  return edits
    .sort((a, b) => b.start - a.start)
    .reduce((text, edit) => text.slice(0, edit.start) + edit.text + text.slice(edit.end), yaml);
}

function secretPaths(): Path[] {
  return PROVIDERS.flatMap((provider): Path[] => [
    ['api_keys', provider],
    ['providers', provider, 'api_key'],
  ]);
}

function isLiteral(value: string): boolean {
  return value !== '' && value !== MASK && !REFERENCE.test(value);
}

/** True when the address that the key of this path is sent to differs between the two texts. */
function isMoved(document: Document, old: Document, path: Path): boolean {
  const provider = path[1] ?? '';
  const address = ['providers', provider, 'base_url'];
  return document.getIn(address) !== old.getIn(address);
}
