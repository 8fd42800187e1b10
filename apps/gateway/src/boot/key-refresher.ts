import type { KeyRepository } from '@llm-cost-optimizer/persistence';
import type { KeyRing } from '../keys/key-ring.ts';

/**
 * Keeps the key ring in step with the database, and the database informed about the last use of keys. While the
 * database is away the known keys go on working, unknown ones answer 503.
 */
export class KeyRefresher {
  private readonly ring: KeyRing;
  private readonly repository: KeyRepository;
  private organizations: ReadonlySet<string> = new Set();

  constructor(ring: KeyRing, repository: KeyRepository) {
    this.ring = ring;
    this.repository = repository;
  }

  /** Organizations that have a usable key. */
  get organizationIds(): ReadonlySet<string> {
    return this.organizations;
  }

  /** Reads all usable keys. Rejects when the database cannot be read; the ring then says so to callers. */
  async refresh(): Promise<void> {
    try {
      const keys = await this.repository.loadUsable();
      this.organizations = new Set(keys.map(({ organizationId }) => organizationId));
      this.ring.replace(keys);
    } catch (error) {
      this.ring.isUnreachable = true;
      throw error;
    }
  }

  /** Writes the times of last use since the last call, in one batch. */
  async writeLastUse(): Promise<void> {
    const used = this.ring.takeUsed();
    if (used.size > 0) await this.repository.markUsed(new Map(used));
  }
}
