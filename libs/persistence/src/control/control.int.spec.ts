import { configVersionDetailSchema, keySchema } from '@llm-cost-optimizer/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../__testing__/database.ts';
import { createConfigRepository } from './config.repository.ts';
import { createKeyRepository, type NewKey } from './key.repository.ts';
import { ensureDefaultOrganization } from './organizations.ts';
import { createSessionRepository } from './session.repository.ts';

const ORGANIZATION = 'org_default';
const OTHER = 'org_other';
let db: TestDatabase;

beforeAll(async () => {
  db = await createTestDatabase();
  await Promise.all([ensureDefaultOrganization(db), ensureDefaultOrganization(db)]);
  await db.prisma.organization.create({ data: { id: OTHER, name: 'Other' } });
});
afterAll(() => db.drop());

function inDays(days: number): Date {
  return new Date(Date.now() + days * 86_400_000);
}

describe('keys', () => {
  const keys = () => createKeyRepository(db);
  const newKey = (changes: Partial<NewKey>): NewKey => ({
    organizationId: ORGANIZATION,
    name: 'Service',
    project: null,
    expiresAt: null,
    hash: 'hash',
    prefix: 'lco-abcd',
    ...changes,
  });

  it('are listed without their hash, newest first, for their organization only', async () => {
    const first = await keys().create(newKey({ hash: 'k1', project: 'Search' }));
    const second = await keys().create(newKey({ hash: 'k2', project: 'Search', expiresAt: inDays(1) }));
    expect(keySchema.parse(first)).toEqual(first);
    expect(first).toMatchObject({ project: 'Search', prefix: 'lco-abcd', revokedAt: null, lastUsedAt: null });
    const listed = await keys().list(ORGANIZATION);
    expect(listed.map(({ id }) => id).toSorted()).toEqual([first.id, second.id].toSorted());
    expect(JSON.stringify(listed)).not.toContain('k1');
    expect(await keys().list(OTHER)).toEqual([]);
  });

  it('share a project that two of them name at the same time', async () => {
    await Promise.all(['p1', 'p2', 'p3'].map((hash) => keys().create(newKey({ hash, project: 'Fresh' }))));
    expect(await db.prisma.project.count({ where: { name: 'Fresh' } })).toBe(1);
  });

  it('are usable until they expire or are revoked; another organization cannot revoke them', async () => {
    const key = await keys().create(newKey({ hash: 'u1' }));
    await keys().create(newKey({ hash: 'u2', expiresAt: inDays(-1) }));
    const usable = async () => (await keys().loadUsable()).map(({ hash }) => hash);
    expect(await usable()).toContain('u1');
    expect(await usable()).not.toContain('u2');
    expect(await keys().revoke(OTHER, key.id)).toBe(false);
    expect(await keys().revoke(ORGANIZATION, key.id)).toBe(true);
    expect(await keys().revoke(ORGANIZATION, key.id)).toBe(false);
    expect(await keys().revoke(ORGANIZATION, 'no-uuid')).toBe(false);
    expect(await usable()).not.toContain('u1');
  });

  it('remember the latest use, whichever gateway reports last', async () => {
    const { id } = await keys().create(newKey({ hash: 'l1' }));
    const at = Date.parse('2026-11-20T10:00:00.000Z');
    await keys().markUsed(new Map([[id, at]]));
    await keys().markUsed(new Map([[id, at - 5_000]]));
    await keys().markUsed(new Map());
    const listed = await keys().list(ORGANIZATION);
    expect(listed.find((key) => key.id === id)?.lastUsedAt).toBe('2026-11-20T10:00:00.000Z');
  });
});

describe('configurations', () => {
  const configs = () => createConfigRepository(db);
  const draft = (yaml: string, baseVersion: number | null = null) => ({
    organizationId: ORGANIZATION,
    yaml,
    source: 'dashboard' as const,
    message: null,
    author: 'admin',
    baseVersion,
  });

  it('come into force under the next number; the highest is active', async () => {
    expect(await configs().active(ORGANIZATION)).toBeNull();
    const starting = await Promise.allSettled([0, 1, 2].map(() => configs().publish(draft('a: 1', 0))));
    expect(starting.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
    const second = await configs().publish(draft('a: 2', 1));
    expect(second).toMatchObject({ version: 2, isActive: true, source: 'dashboard', author: 'admin' });
    const active = await configs().active(ORGANIZATION);
    expect(configVersionDetailSchema.parse(active)).toEqual(active);
    expect(active).toMatchObject({ version: 2, yaml: 'a: 2' });
    expect(await configs().get(ORGANIZATION, 1)).toMatchObject({ yaml: 'a: 1', isActive: false });
    expect((await configs().list(ORGANIZATION)).map(({ version, isActive }) => [version, isActive])).toEqual([
      [2, true],
      [1, false],
    ]);
  });

  it('are refused on a base that is not in force any more, also when two people publish at once', async () => {
    await expect(configs().publish(draft('late', 1))).rejects.toMatchObject({ code: 'conflict', httpStatus: 409 });
    const results = await Promise.allSettled(['x', 'y', 'z'].map((yaml) => configs().publish(draft(yaml, 2))));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await configs().active(ORGANIZATION))?.version).toBe(3);
  });

  it('of another organization do not exist', async () => {
    expect(await configs().get(OTHER, 1)).toBeNull();
    expect(await configs().list(OTHER)).toEqual([]);
    expect(await configs().get(ORGANIZATION, 99)).toBeNull();
    expect(await configs().get(ORGANIZATION, 1e12)).toBeNull();
    await expect(configs().publish({ ...draft('a'), organizationId: 'org_none' })).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});

describe('sessions', () => {
  const sessions = () => createSessionRepository(db);

  it('are found until they expire or end', async () => {
    await sessions().create({ organizationId: ORGANIZATION, tokenHash: 's1', expiresAt: inDays(1) });
    const signedIn = { organizationId: ORGANIZATION, organizationName: 'Default organization' };
    expect(await sessions().find('s1', new Date())).toEqual(signedIn);
    expect(await sessions().find('s1', inDays(2))).toBeNull();
    await sessions().delete('s1');
    await sessions().delete('s1');
    expect(await sessions().find('s1', new Date())).toBeNull();
  });

  it('begin with a link that works once, also when two browsers open it at the same time', async () => {
    await sessions().createLink({ tokenHash: 'l1', expiresAt: inDays(1) });
    const results = await Promise.all([1, 2, 3].map(() => sessions().consumeLink('l1', new Date())));
    expect(results.filter((result) => result !== null)).toEqual([{ organizationId: ORGANIZATION }]);
  });

  it('do not begin with a link that is unknown or has expired', async () => {
    await sessions().createLink({ tokenHash: 'l2', expiresAt: inDays(1) });
    expect(await sessions().consumeLink('l2', inDays(2))).toBeNull();
    expect(await sessions().consumeLink('none', new Date())).toBeNull();
  });
});
