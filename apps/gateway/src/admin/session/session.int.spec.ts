import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestGateway, type TestAnswer, type TestGateway } from '../../__testing__/test-gateway.ts';

describe('signing in', () => {
  let test: TestGateway;
  const origin = () => ({ origin: test.gateway.url });
  const signIn = (token: string, headers: Record<string, string> = {}) =>
    test.call('POST', '/api/v1/session', { token }, headers);
  const cookieOf = (answer: TestAnswer) => answer.headers.get('set-cookie')?.split(';')[0] ?? '';
  const linkToken = () => new URL(test.gateway.facts.signInUrl).searchParams.get('token') ?? '';

  beforeAll(async () => {
    test = await startTestGateway();
  });
  afterAll(() => test.stop());

  it('takes the printed link once', async () => {
    const first = await signIn(linkToken());
    expect(first.status).toBe(201);
    expect(first.json).toMatchObject({ organizationId: 'org_default', role: 'admin', csrfToken: expect.any(String) });
    expect(first.headers.get('set-cookie')).toMatch(
      /^lco_session=[\w-]{43}; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax$/,
    );
    const second = await signIn(linkToken());
    expect(second.status).toBe(401);
    expect(second.headers.get('set-cookie')).toBeNull();
  });

  it('takes the admin token any number of times', async () => {
    expect((await signIn(test.gateway.adminToken)).status).toBe(201);
    expect((await signIn(test.gateway.adminToken)).status).toBe(201);
  });

  it('answers 401 to calls without, with a wrong and with an ended session, all the same', async () => {
    const opened = await signIn(test.gateway.adminToken, origin());
    const cookie = cookieOf(opened);
    expect((await test.call('GET', '/api/v1/session', undefined, { cookie })).status).toBe(200);
    const csrf = { 'x-lco-csrf': opened.json.csrfToken };
    const ended = await test.call('DELETE', '/api/v1/session', undefined, { cookie, ...csrf, ...origin() });
    expect(ended.status).toBe(204);
    const answers = await Promise.all([
      test.call('GET', '/api/v1/status', undefined, {}),
      test.call('GET', '/api/v1/status', undefined, { cookie: 'lco_session=wrong' }),
      test.call('GET', '/api/v1/status', undefined, { cookie }),
      test.call('GET', '/api/v1/status', undefined, { authorization: 'Bearer wrong' }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401]);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  });

  it.each([
    { name: 'without origin', headers: (csrf: string) => ({ 'x-lco-csrf': csrf }) },
    {
      name: 'from a foreign page',
      headers: (csrf: string) => ({ 'x-lco-csrf': csrf, origin: 'https://evil.example' }),
    },
    {
      name: 'from a page on another port',
      headers: (csrf: string) => ({ 'x-lco-csrf': csrf, origin: 'http://127.0.0.1:1' }),
    },
    { name: 'without the CSRF token', headers: () => ({ origin: '' }) },
    { name: 'with a wrong CSRF token', headers: () => ({ origin: '', 'x-lco-csrf': 'wrong' }) },
  ])('fault F88: refuses a change with a cookie $name', async ({ headers }) => {
    const opened = await signIn(test.gateway.adminToken);
    const sent = headers(opened.json.csrfToken);
    const own = 'origin' in sent && sent.origin === '' ? origin() : {};
    const answer = await test.call(
      'POST',
      '/api/v1/keys',
      { name: 'x' },
      { cookie: cookieOf(opened), ...sent, ...own },
    );
    expect(answer.status).toBe(403);
    expect(answer.json.error.code).toBe('forbidden');
  });

  it('lets the page change things with cookie, origin and CSRF token', async () => {
    const opened = await signIn(test.gateway.adminToken, origin());
    const headers = { cookie: cookieOf(opened), 'x-lco-csrf': opened.json.csrfToken, ...origin() };
    expect((await test.call('POST', '/api/v1/keys', { name: 'page' }, headers)).status).toBe(201);
  });

  it('fault F88: refuses a sign-in that a foreign page makes', async () => {
    expect((await signIn(test.gateway.adminToken, { origin: 'https://evil.example' })).status).toBe(403);
  });

  it('refuses unknown fields and names them', async () => {
    const answer = await test.call('POST', '/api/v1/session', { token: 'x', role: 'owner' }, {});
    expect(answer.status).toBe(400);
    expect(answer.json.error.message).toContain('role');
  });

  it('refuses bodies that are not JSON', async () => {
    const response = await fetch(`${test.gateway.url}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: `token=${test.gateway.adminToken}`,
    });
    expect(response.status).toBe(415);
  });

  it('slows guessing down, and says how long to wait', async () => {
    const answers: TestAnswer[] = [];
    for (let i = 0; i < 15; i++) answers.push(await signIn(`guess-${i}`));
    const refused = answers.at(-1);
    expect(refused?.status).toBe(429);
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});
