import {
  type ChangeKey,
  type CreatedKey,
  type CreateKey,
  GatewayError,
  type RotateKey,
  type VirtualKey,
} from '@llm-cost-optimizer/contracts';
import type { KeyRepository } from '@llm-cost-optimizer/persistence';
import type { KeyRefresher } from '../../boot/key-refresher.ts';
import { hashSecret } from '../../keys/key-ring.ts';
import { createSecret } from './virtual-key.ts';

const HOUR_MS = 3_600_000;
const USUAL_OVERLAP_HOURS = 24;

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
    const { name, project, expiresAt, ...rights } = wish;
    const { secret, prefix } = createSecret();
    const key = await this.repository.create({
      organizationId,
      name,
      project: project ?? null,
      expiresAt: this.endOf(expiresAt ?? null),
      rights: defined(rights),
      hash: hashSecret(secret),
      prefix,
    });
    await this.refresher.refresh();
    return { ...key, secret };
  }

  /** Throws `not_found`, `invalid_request` for an end in the past. */
  async change(organizationId: string, id: string, { name, expiresAt, ...rights }: ChangeKey): Promise<VirtualKey> {
    const changed = await this.repository.change(organizationId, id, {
      ...(name === undefined ? {} : { name }),
      ...(expiresAt === undefined ? {} : { expiresAt: this.endOf(expiresAt) }),
      ...defined(rights),
    });
    if (changed === null) throw new GatewayError('not_found', 'No such key.');
    await this.refresher.refresh();
    return changed;
  }

  /** A new secret for the same key; the old one goes on for the overlap. Throws `not_found`. */
  async rotate(
    organizationId: string,
    id: string,
    { overlapHours = USUAL_OVERLAP_HOURS }: RotateKey,
  ): Promise<CreatedKey> {
    const { secret, prefix } = createSecret();
    const oldExpiresAt = new Date(this.now() + overlapHours * HOUR_MS);
    const key = await this.repository.rotate(organizationId, id, { hash: hashSecret(secret), prefix, oldExpiresAt });
    if (key === null) throw new GatewayError('not_found', 'No such key in force.');
    await this.refresher.refresh();
    return { ...key, secret };
  }

  /** False when the organization has no such key. */
  async revoke(organizationId: string, id: string): Promise<boolean> {
    const isRevoked = await this.repository.revoke(organizationId, id);
    if (isRevoked) await this.refresher.refresh();
    return isRevoked;
  }

  private endOf(text: string | null): Date | null {
    if (text === null) return null;
    const end = new Date(text);
    if (end.getTime() > this.now()) return end;
    throw new GatewayError('invalid_request', 'expiresAt: the key would have expired already.', { param: 'expiresAt' });
  }
}

function defined({ scopes, allowedModels, requestsPerMinute, tokensPerMinute }: Omit<ChangeKey, 'name' | 'expiresAt'>) {
  return {
    ...(scopes === undefined ? {} : { scopes }),
    ...(allowedModels === undefined ? {} : { allowedModels }),
    ...(requestsPerMinute === undefined ? {} : { requestsPerMinute }),
    ...(tokensPerMinute === undefined ? {} : { tokensPerMinute }),
  };
}
