import type { KnownProvider } from './known-providers.ts';

const OLLAMA_PORT = '11434';
const LOOPBACK_HOSTS: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]', '0.0.0.0', '[::]']);

/**
 * An address as people and other tools write it, as one that can be called; null when it is none.
 * `OLLAMA_HOST` is often `0.0.0.0:11434` or a bare host, because Ollama's server reads the same variable.
 */
export function normalizeBaseUrl(provider: Pick<KnownProvider, 'id'>, text: string): string | null {
  const withScheme = /^[a-z]+:\/\//i.test(text) ? text : provider.id === 'ollama' ? `http://${text}` : text;
  const url = URL.parse(withScheme);
  if (url === null || !/^https?:$/.test(url.protocol)) return null;
  if (provider.id === 'ollama') completeOllama(url, withScheme);
  if (url.hostname === '0.0.0.0') url.hostname = '127.0.0.1';
  const address = `${url.protocol}//${credentials(url)}${url.host}${url.pathname}`.replace(/\/+$/, '');
  // The official SDK appends `/v1/messages` itself, yet many write the address with it.
  return provider.id === 'anthropic' ? address.replace(/\/v1$/, '') : address;
}

/** True when both addresses lead to the same port of the same machine. */
export function isSameServer(one: string, other: string): boolean {
  const [a, b] = [URL.parse(one), URL.parse(other)];
  if (a === null || b === null || portOf(a) !== portOf(b)) return false;
  if (a.hostname === b.hostname) return true;
  return LOOPBACK_HOSTS.has(a.hostname) && LOOPBACK_HOSTS.has(b.hostname);
}

/** True when a key sent there would cross a network unencrypted. */
export function isPlainRemote(address: string): boolean {
  const url = URL.parse(address);
  return url !== null && url.protocol === 'http:' && !LOOPBACK_HOSTS.has(url.hostname);
}

/** A default port is not part of `url.port`, so a bare host is told apart by its text. */
function completeOllama(url: URL, text: string): void {
  const hasPort = /^[a-z]+:\/\/(\[[^\]]*\]|[^/:]*):\d+/i.test(text);
  if (!hasPort && url.protocol === 'http:') url.port = OLLAMA_PORT;
}

function portOf(url: URL): string {
  return url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
}

function credentials(url: URL): string {
  return url.username === '' ? '' : `${url.username}${url.password === '' ? '' : `:${url.password}`}@`;
}
