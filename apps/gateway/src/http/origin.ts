const LOOPBACK_NAME = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\]|[a-z0-9-]+\.localhost)$/;

/** The host name of a `Host` header, lower case, without port; null when it is not a well-formed one. */
export function hostNameOf(header: string | undefined): string | null {
  const match = /^(\[[0-9a-f:.]+\]|[a-z0-9.-]+?)\.?(?::\d{1,5})?$/i.exec(header ?? '');
  return match?.[1]?.toLowerCase() ?? null;
}

/** True when the name can only mean this machine. */
export function isLoopbackName(name: string): boolean {
  return LOOPBACK_NAME.test(name);
}

/** True for the socket address of a peer on this machine. */
export function isLoopbackAddress(address: string | undefined): boolean {
  return address === '::1' || (address?.replace(/^::ffff:/, '').startsWith('127.') ?? false);
}

export interface OriginRules {
  /** True when the gateway listens on loopback only and trusts whoever reaches it. */
  readonly isLocal: boolean;
  /** Origin of the public address, e.g. `https://lco.example.org`; null when none is configured. */
  readonly publicOrigin: string | null;
}

/**
 * True when the `Host` header may be answered. In local mode only names of this machine: a page that has its own name
 * resolve to 127.0.0.1 (DNS rebinding) arrives with that name.
 */
export function isHostAllowed(header: string | undefined, rules: OriginRules): boolean {
  if (!rules.isLocal) return true;
  const name = hostNameOf(header);
  if (name === null) return false;
  return isLoopbackName(name) || name === hostNameOf(hostOf(rules.publicOrigin));
}

/** True when an `Origin` header names the gateway itself, by the address the browser used or by the public one. */
export function isOwnOrigin(origin: string, host: string | undefined, rules: OriginRules): boolean {
  if (origin === rules.publicOrigin) return true;
  return host !== undefined && hostOf(origin) === host.toLowerCase();
}

/** True for pages served from this machine, e.g. an app under development on another port. */
export function isLoopbackOrigin(origin: string): boolean {
  const name = hostNameOf(hostOf(origin));
  return name !== null && isLoopbackName(name);
}

function hostOf(origin: string | null): string | undefined {
  if (origin === null || !URL.canParse(origin)) return undefined;
  const url = new URL(origin);
  return url.protocol === 'http:' || url.protocol === 'https:' ? url.host : undefined;
}
