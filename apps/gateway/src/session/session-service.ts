import { type Clock, DEFAULT_ORGANIZATION_ID, GatewayError } from '@llm-cost-optimizer/contracts';
import type { SessionRepository } from '@llm-cost-optimizer/persistence';
import { csrfTokenOf, equalSecrets, hashToken, randomToken } from './tokens.ts';

export const SESSION_LIFETIME_MS = 14 * 24 * 3_600_000;
export const LINK_LIFETIME_MS = 24 * 3_600_000;

/** Who uses the admin API. */
export interface AdminIdentity {
  readonly organizationId: string;
  readonly organizationName: string;
  readonly kind: 'session' | 'admin-token';
  /** Hash of the session's token; null for the admin token. Names the session without being a secret. */
  readonly tokenHash: string | null;
  /** What the page must send in `x-lco-csrf`; null for the admin token, which no browser sends by itself. */
  readonly csrfToken: string | null;
}

const ADMIN_TOKEN_IDENTITY: AdminIdentity = Object.freeze({
  organizationId: DEFAULT_ORGANIZATION_ID,
  organizationName: 'Default organization',
  kind: 'admin-token',
  tokenHash: null,
  csrfToken: null,
});

export interface OpenedSession {
  /** Value of the cookie; only its hash is stored. */
  readonly token: string;
  readonly identity: AdminIdentity;
}

/** Sessions of the dashboard and the admin token of scripts. Secrets are compared and stored as sha256 only. */
export class SessionService {
  private readonly repository: SessionRepository;
  private readonly adminToken: string;
  private readonly clock: Clock;
  private readonly endListeners = new Set<(tokenHash: string) => void>();

  constructor(options: { repository: SessionRepository; adminToken: string; clock: Clock }) {
    this.repository = options.repository;
    this.adminToken = options.adminToken;
    this.clock = options.clock;
  }

  /** Makes a one-time token for the sign-in link. Valid for a day, for one use. */
  async createLinkToken(): Promise<string> {
    const token = randomToken();
    await this.repository.createLink({
      organizationId: DEFAULT_ORGANIZATION_ID,
      tokenHash: hashToken(token),
      expiresAt: new Date(this.clock.now() + LINK_LIFETIME_MS),
    });
    return token;
  }

  /** Exchanges the admin token or a one-time token for a session. Throws `invalid_api_key`, the same for every reason. */
  async open(token: string): Promise<OpenedSession> {
    const organizationId = await this.organizationOf(token);
    if (organizationId === null) {
      throw new GatewayError(
        'invalid_api_key',
        'This sign-in token is not valid: it was used, has expired or was never issued. Restart the gateway for a new link, or use the admin token.',
      );
    }
    const sessionToken = randomToken();
    const expiresAt = new Date(this.clock.now() + SESSION_LIFETIME_MS);
    await this.repository.create({ organizationId, tokenHash: hashToken(sessionToken), expiresAt });
    const identity = await this.identifyCookie(sessionToken);
    if (identity === null) throw new Error('A session that was just made is not there.');
    return { token: sessionToken, identity };
  }

  /** The identity behind a bearer token; null unless it is the admin token. */
  identifyBearer(token: string): AdminIdentity | null {
    if (!equalSecrets(token, this.adminToken)) return null;
    return ADMIN_TOKEN_IDENTITY;
  }

  /** The identity behind a session cookie; null when the session has ended. */
  async identifyCookie(token: string): Promise<AdminIdentity | null> {
    const tokenHash = hashToken(token);
    const session = await this.repository.find(tokenHash, new Date(this.clock.now()));
    return session === null ? null : { ...session, kind: 'session', tokenHash, csrfToken: csrfTokenOf(token) };
  }

  /** True while a session may be used. */
  async isOpen(tokenHash: string): Promise<boolean> {
    return (await this.repository.find(tokenHash, new Date(this.clock.now()))) !== null;
  }

  /** Ends a session; ending an ended one changes nothing. */
  async close(tokenHash: string): Promise<void> {
    await this.repository.delete(tokenHash);
    for (const listener of this.endListeners) listener(tokenHash);
  }

  /** Calls `listener` for every session closed in this process. Returns the function that stops it. */
  onClosed(listener: (tokenHash: string) => void): () => void {
    this.endListeners.add(listener);
    return () => this.endListeners.delete(listener);
  }

  private async organizationOf(token: string): Promise<string | null> {
    const bearer = this.identifyBearer(token);
    if (bearer !== null) return bearer.organizationId;
    const link = await this.repository.consumeLink(hashToken(token), new Date(this.clock.now()));
    return link?.organizationId ?? null;
  }
}
