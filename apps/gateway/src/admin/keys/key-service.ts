import { type CreatedKey, type CreateKey, GatewayError, type VirtualKey } from '@llm-cost-optimizer/contracts';
import type { KeyRepository } from '@llm-cost-optimizer/persistence';
import type { KeyRefresher } from '../../boot/key-refresher.ts';
import { hashSecret } from '../../keys/key-ring.ts';
import { createSecret } from './virtual-key.ts';

/** Virtual keys of an organization. Changes reach this gateway at once and the others within seconds. */
export class KeyService {
  private readonly repository: KeyRepository;
  private readonly refresher: KeyRefresher;
  private readonly now: () => number;

  constructor(options: { repository: KeyRepository; refresher: KeyRefresher; now: () => number }) {
    this.repository = options.repository;
    this.refresher = options.refresher;
    this.now = options.now;
  }

  list(organizationId: string): Promise<VirtualKey[]> {
    return this.repository.list(organizationId);
  }

  /** Makes a key. The secret is in the answer and nowhere else. Throws `invalid_request` for an end in the past. */
  async create(organizationId: string, wish: CreateKey): Promise<CreatedKey> {
    const expiresAt = wish.expiresAt === undefined ? null : new Date(wish.expiresAt);
    if (expiresAt !== null && expiresAt.getTime() <= this.now()) {
      throw new GatewayError('invalid_request', 'expiresAt: the key would have expired already.', {
        param: 'expiresAt',
      });
    }
    const { secret, prefix } = createSecret();
    const key = await this.repository.create({
      organizationId,
      name: wish.name,
      project: wish.project ?? null,
      expiresAt,
      hash: hashSecret(secret),
      prefix,
    });
    await this.refresher.refresh();
    return { ...key, secret };
  }

  /** False when the organization has no such key. */
  async revoke(organizationId: string, id: string): Promise<boolean> {
    const isRevoked = await this.repository.revoke(organizationId, id);
    if (isRevoked) await this.refresher.refresh();
    return isRevoked;
  }
}
