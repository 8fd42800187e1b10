import { DEFAULT_ORGANIZATION_ID } from '@llm-cost-optimizer/contracts';
import type { Database } from '../database.ts';

export interface NewSession {
  readonly organizationId: string;
  /** sha256 of the cookie's value, hex: a copy of the database signs nobody in. */
  readonly tokenHash: string;
  readonly expiresAt: Date;
}

export interface NewLink {
  /** Default: the organization of a fresh installation. */
  readonly organizationId?: string;
  readonly tokenHash: string;
  readonly expiresAt: Date;
}

export interface SignedIn {
  readonly organizationId: string;
  readonly organizationName: string;
}

export interface SessionRepository {
  /** Also forgets sessions that have expired, of all organizations. */
  create(session: NewSession): Promise<void>;
  /** Null when the session is unknown, expired or was ended. */
  find(tokenHash: string, now: Date): Promise<SignedIn | null>;
  /** Ends a session. Unknown ones are fine. */
  delete(tokenHash: string): Promise<void>;
  /** Also forgets links that have expired. */
  createLink(link: NewLink): Promise<void>;
  /** Uses a link up. Null when it is unknown, expired or was used before: of two at once, one gets it. */
  consumeLink(tokenHash: string, now: Date): Promise<{ organizationId: string } | null>;
}

export function createSessionRepository(db: Database): SessionRepository {
  const { session, signInLink } = db.prisma;
  return {
    async create({ organizationId, tokenHash, expiresAt }) {
      await session.deleteMany({ where: { expiresAt: { lte: new Date() } } });
      await session.create({ data: { organizationId, tokenHash, expiresAt } });
    },
    async find(tokenHash, now) {
      const row = await session.findUnique({
        where: { tokenHash, expiresAt: { gt: now } },
        select: { organizationId: true, organization: { select: { name: true } } },
      });
      return row === null ? null : { organizationId: row.organizationId, organizationName: row.organization.name };
    },
    async delete(tokenHash) {
      await session.deleteMany({ where: { tokenHash } });
    },
    async createLink({ organizationId = DEFAULT_ORGANIZATION_ID, tokenHash, expiresAt }) {
      await signInLink.deleteMany({ where: { expiresAt: { lte: new Date() } } });
      await signInLink.create({ data: { organizationId, tokenHash, expiresAt } });
    },
    async consumeLink(tokenHash, now) {
      // One statement that finds and deletes: the row can be returned only once.
      const { rows } = await db.pool.query<{ organizationId: string }>(
        'delete from sign_in_link where token_hash = $1 and expires_at > $2 returning organization_id as "organizationId"',
        [tokenHash, now],
      );
      return rows[0] ?? null;
    },
  };
}
