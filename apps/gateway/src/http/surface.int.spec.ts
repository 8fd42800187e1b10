import { request } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, startTestGateway, type TestGateway } from '../__testing__/test-gateway.ts';

describe('the HTTP surface beside completions', () => {
  let test: TestGateway;
  const body = { model: 'auto', messages: [{ role: 'user', content: 'Hello' }] };
  const get = (path: string, headers: Record<string, string> = {}) => test.call('GET', path, undefined, headers);

  beforeAll(async () => {
    test = await startTestGateway();
  });
  afterAll(() => test.stop());

  it('is alive and ready, and says by part what works', async () => {
    expect((await get('/health/live')).json).toEqual({ status: 'ok' });
    const ready = await get('/health/ready');
    expect(ready.status).toBe(200);
    expect(ready.json).toMatchObject({
      status: 'ready',
      checks: { database: { status: 'ok' }, spool: { status: 'ok' } },
    });
  });

  it('fault F98: gives metrics and details to this machine, to others only with the admin token', async () => {
    expect((await get('/metrics')).text).toContain('lco_');
    const foreign = { 'x-forwarded-for': '203.0.113.7' };
    expect((await get('/metrics', foreign)).status).toBe(401);
    expect((await get('/metrics', { ...foreign, authorization: `Bearer ${test.gateway.adminToken}` })).status).toBe(
      200,
    );
    expect((await get('/health/ready', foreign)).json.checks.database).toEqual({ status: 'ok' });
  });

  it('describes every endpoint in the OpenAPI document', async () => {
    const { json } = await get('/openapi.json');
    expect(Object.keys(json.paths)).toEqual(
      expect.arrayContaining([
        '/v1/chat/completions',
        '/v1/models',
        '/v1/route',
        '/api/chat',
        '/api/tags',
        '/api/v1/overview',
        '/api/v1/requests/{id}',
        '/api/v1/config/versions/{version}',
        '/health/ready',
      ]),
    );
    const create = json.paths['/api/v1/keys'].post;
    expect(create.requestBody.content['application/json'].schema).toBeDefined();
    expect(create.responses['201'].content['application/json'].schema.properties).toHaveProperty('secret');
    expect(create.security).toEqual([{ bearer: [] }, { session: [] }]);
    expect(json.components.schemas).toHaveProperty('Error');
  });

  it('answers paths of Ollama’s API beside those of the admin API', async () => {
    expect((await get('/api/version')).json).toEqual({ version: expect.any(String) });
    expect((await get('/api/tags?verbose=1')).json.models.length).toBeGreaterThan(5);
    expect((await get('/api/chat')).json).toEqual({ error: expect.any(String) });
    expect((await get('/api/pull/x')).json).toEqual({ error: expect.any(String) });
    const foreign = { 'x-forwarded-for': '203.0.113.7' };
    expect((await get('/api/v1/status', foreign)).json.error.code).toEqual(expect.any(String));
  });

  it('shows the document as a page without inline script', async () => {
    const page = await get('/docs');
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(page.text).not.toMatch(/<script>(?!<)/);
    expect((await get('/docs/swagger-ui-bundle.js')).status).toBe(200);
  });

  it('sends security headers with every answer of the admin side', async () => {
    const { headers } = await get('/api/v1/status');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('answers unknown endpoints in the error envelope, and unknown pages with the page', async () => {
    const unknown = await get('/api/v1/nope', { authorization: `Bearer ${test.gateway.adminToken}` });
    expect(unknown.status).toBe(404);
    expect(unknown.json.error).toMatchObject({ code: 'not_found', type: 'invalid_request_error' });
    expect((await get('/requests?range=1h', { accept: 'text/html' })).headers.get('content-type')).toContain(
      'text/html',
    );
    expect((await get('/assets/missing.js')).status).toBe(404);
  });

  it.each(['/../../etc/passwd', '/%2e%2e/%2e%2e/etc/passwd', '/..%2f..%2fetc/passwd', '//etc/passwd'])(
    'fault F96: never leaves the dashboard folder for %s',
    async (path) => {
      expect(await rawBody(test.gateway.url, path, {})).not.toContain('root:');
    },
  );

  it.each(['/api/v1/keys/', '/api//v1/keys', '//api/v1/keys', '/API/v1/keys', '/api/v1/%6beys'])(
    'fault F96: no form of the path goes around the session: %s',
    async (path) => {
      const answer = await get(path);
      expect(answer.text).not.toContain('"keys"');
    },
  );

  it('fault F88: answers to names of this machine only', async () => {
    for (const path of ['/v1/models', '/api/v1/status', '/', '/health/ready']) {
      expect(await rawStatus(test.gateway.url, path, { host: 'rebound.evil.example' })).toBe(403);
    }
    expect(await rawStatus(test.gateway.url, '/v1/models', { host: 'localhost:8000' })).toBe(200);
  });

  it('fault F88: lets no page of another machine spend money', async () => {
    const foreign = await test.chat(body, { origin: 'https://evil.example' });
    expect(foreign.status).toBe(403);
    expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
    expect((await test.chat(body, { origin: 'null' })).status).toBe(403);
  });

  it('lets pages of this machine call the model API and read our headers', async () => {
    const origin = 'http://localhost:3000';
    const preflight = await test.call('OPTIONS', '/v1/chat/completions', undefined, {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization, content-type',
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-headers')).toBe('authorization, content-type');
    const answer = await test.chat(body, { origin });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
    expect(answer.headers.get('access-control-expose-headers')).toBe('*');
    expect((await get('/api/v1/status', { origin })).headers.get('access-control-allow-origin')).toBeNull();
  });

  it('keeps a well-formed request id and replaces others', async () => {
    const headers = { authorization: `Bearer ${test.gateway.adminToken}` };
    const kept = await get('/api/v1/nope', { ...headers, 'x-request-id': 'abc-1' });
    expect(kept.headers.get('x-request-id')).toBe('abc-1');
    const made = await get('/api/v1/nope', { ...headers, 'x-request-id': 'a b' });
    expect(made.headers.get('x-request-id')).not.toBe('a b');
  });

  it('shows figures, requests and facets of what was answered', async () => {
    const answer = await test.chat({
      model: 'auto',
      messages: [{ role: 'user', content: 'New?' }],
      lco: { tags: ['team:a'] },
    });
    const id = answer.json.lco.request_id;
    const detail = await eventually(async () => {
      const found = await test.call('GET', `/api/v1/requests/${id}`);
      return found.status === 200 ? found.json : null;
    });
    expect(detail).toMatchObject({ id, outcome: 'ok', tags: ['team:a'], attemptCount: 1 });
    expect(detail.attempts).toHaveLength(1);
    const facets = await test.call('GET', '/api/v1/requests/facets?range=1h');
    expect(facets.json.facets.tag).toContainEqual(expect.objectContaining({ value: 'team:a' }));
    const status = await test.call('GET', '/api/v1/status');
    expect(status.json).toMatchObject({ simulated: 'all', mode: 'embedded', isLocal: true, configVersion: 1 });
  });

  it.each([
    { name: 'an unknown field', query: 'range=1h&colour=red', field: 'colour' },
    { name: 'half a period', query: 'from=2026-01-01T00:00:00Z', field: 'from' },
    {
      name: 'a period that ends before it begins',
      query: 'from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z',
      field: 'from',
    },
    {
      name: 'a period of ten thousand years',
      query: 'from=0001-01-01T00:00:00Z&to=9999-01-01T00:00:00Z',
      field: 'period',
    },
    { name: 'an unknown range', query: 'range=1y', field: 'range' },
  ])('fault F90: refuses $name', async ({ query, field }) => {
    const answer = await test.call('GET', `/api/v1/overview?${query}`);
    expect(answer.status).toBe(400);
    expect(answer.json.error.message).toContain(field);
  });

  it('fault F94: answers 404 for requests that are not there, whatever the id looks like', async () => {
    for (const id of ['0198c2d0-0000-7000-8000-000000000000', 'nonsense', "'; drop table request; --"]) {
      expect((await test.call('GET', `/api/v1/requests/${encodeURIComponent(id)}`)).status).toBe(404);
    }
  });

  it('needs a session for every figure', async () => {
    for (const path of [
      'overview',
      'requests',
      'requests/facets',
      'requests/x',
      'models',
      'status',
      'keys',
      'config',
    ]) {
      expect((await get(`/api/v1/${path}`)).status).toBe(401);
    }
  });

  it.each([
    { name: 'no HTTP', bytes: 'hello\r\n\r\n', status: 400 },
    { name: 'endless headers', bytes: `GET / HTTP/1.1\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`, status: 431 },
  ])('answers $name with $status in the error envelope', async ({ bytes, status }) => {
    const text = await sendBytes(test.gateway.url, bytes);
    expect(text).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(JSON.parse(text.slice(text.indexOf('{')))).toMatchObject({ error: { type: 'invalid_request_error' } });
  });

  it('refuses a body over the limit', async () => {
    const answer = await test.call('PUT', '/api/v1/config', { yaml: 'x'.repeat(3_000_000) });
    expect(answer.status).toBe(413);
    expect(answer.json.error.code).toBe('request_too_large');
  });
});

function sendBytes(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString();
    });
    socket.on('end', () => resolve(text));
    socket.on('error', reject);
  });
}

/** Sends a path as it is: `fetch` would tidy it up. */
function raw(url: string, path: string, headers: Record<string, string>): Promise<{ status: number; text: string }> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }));
    });
    sent.on('error', reject);
    sent.end();
  });
}

const rawStatus = async (url: string, path: string, headers: Record<string, string>) =>
  (await raw(url, path, headers)).status;
const rawBody = async (url: string, path: string, headers: Record<string, string>) =>
  (await raw(url, path, headers)).text;
