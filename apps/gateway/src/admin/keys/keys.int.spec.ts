import { DEFAULT_ORGANIZATION_ID } from '@llm-cost-optimizer/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, startTestGateway, type TestGateway } from '../../__testing__/test-gateway.ts';

describe('virtual keys', () => {
  let test: TestGateway;
  const body = { model: 'auto', messages: [{ role: 'user', content: 'Say hello.' }] };

  beforeAll(async () => {
    // Not local: keys are demanded.
    test = await startTestGateway({ LCO_HOST: '0.0.0.0' });
  });
  afterAll(() => test.stop());

  it('shows the secret once, and it works at once', async () => {
    const created = await test.call('POST', '/api/v1/keys', { name: 'app', project: 'shop' });
    expect(created.status).toBe(201);
    expect(created.json).toMatchObject({ name: 'app', project: 'shop', revokedAt: null, lastUsedAt: null });
    expect(created.json.secret).toMatch(/^sk-lco-[a-z0-9]{8}-[A-Za-z0-9_-]{49}$/);
    expect(created.json.secret.startsWith(created.json.prefix)).toBe(true);
    const listed = await test.call('GET', '/api/v1/keys');
    expect(listed.text).not.toContain(created.json.secret);
    expect(listed.json.keys.some((key: { id: string }) => key.id === created.json.id)).toBe(true);
    const answer = await test.chat(body, { authorization: `Bearer ${created.json.secret}` });
    expect(answer.status).toBe(200);
    const rows = await eventually(async () => {
      const page = await test.call('GET', `/api/v1/requests?key=${created.json.id}`);
      return page.json.items.length > 0 ? page.json.items : null;
    });
    expect(rows[0].keyId).toBe(created.json.id);
  });

  it('fault F86: answers a revoked, an unknown and no key alike with 401', async () => {
    const created = await test.call('POST', '/api/v1/keys', { name: 'short-lived' });
    expect((await test.call('DELETE', `/api/v1/keys/${created.json.id}`)).status).toBe(204);
    const revoked = await test.chat(body, { authorization: `Bearer ${created.json.secret}` });
    const unknown = await test.chat(body, { authorization: 'Bearer sk-lco-unknown' });
    expect([revoked.status, unknown.status]).toEqual([401, 401]);
    expect(revoked.text).toBe(unknown.text);
    expect((await test.chat(body)).status).toBe(401);
  });

  it('fault F94: a key of another organization does not exist', async () => {
    const foreign = await test.call('DELETE', '/api/v1/keys/0198c2d0-0000-7000-8000-000000000000');
    const malformed = await test.call('DELETE', '/api/v1/keys/nonsense');
    expect([foreign.status, malformed.status]).toEqual([404, 404]);
    expect(foreign.text).toBe(malformed.text);
  });

  it.each([
    { name: 'no name', body: {}, field: 'name' },
    { name: 'an unknown field', body: { name: 'x', organizationId: DEFAULT_ORGANIZATION_ID }, field: 'organizationId' },
    { name: 'an end in the past', body: { name: 'x', expiresAt: '2020-01-01T00:00:00Z' }, field: 'expiresAt' },
    { name: 'a name that is no text', body: { name: 7 }, field: 'name' },
  ])('fault F95: refuses $name and names the field', async ({ body: wish, field }) => {
    const answer = await test.call('POST', '/api/v1/keys', wish);
    expect(answer.status).toBe(400);
    expect(answer.json.error.message).toContain(field);
  });

  it('needs a session', async () => {
    expect((await test.call('GET', '/api/v1/keys', undefined, {})).status).toBe(401);
    expect((await test.call('POST', '/api/v1/keys', { name: 'x' }, {})).status).toBe(401);
  });
});
