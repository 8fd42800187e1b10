import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serveDashboard } from './dashboard-files.ts';

describe('the files of the dashboard', () => {
  let folder: string;
  let fastify: FastifyInstance;
  const get = (url: string, headers: Record<string, string> = {}) => fastify.inject({ method: 'GET', url, headers });

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lco-files-'));
    fastify = Fastify();
    serveDashboard(fastify, join(folder, 'dist'));
  });
  afterEach(async () => {
    await fastify.close();
    await rm(folder, { recursive: true });
  });

  const build = async () => {
    await mkdir(join(folder, 'dist/assets'), { recursive: true });
    await writeFile(join(folder, 'dist/index.html'), '<title>page</title>');
    await writeFile(join(folder, 'dist/assets/index-DiwrgTda.js'), 'export {};');
    await writeFile(join(folder, 'secret.txt'), 'outside');
  };

  it('are served, hashed ones for a year, the page always asked anew', async () => {
    await build();
    const script = await get('/assets/index-DiwrgTda.js');
    expect(script.headers['content-type']).toContain('text/javascript');
    expect(script.headers['cache-control']).toContain('immutable');
    const page = await get('/');
    expect(page.body).toContain('page');
    expect(page.headers['cache-control']).toBe('no-cache');
    const again = await get('/', { 'if-none-match': String(page.headers.etag) });
    expect(again.statusCode).toBe(304);
  });

  it('give the page for addresses of the application, and 404 for missing files and API paths', async () => {
    await build();
    expect((await get('/requests?range=1h', { accept: 'text/html' })).body).toContain('page');
    expect((await get('/assets/gone-DiwrgTda.js')).statusCode).toBe(404);
    expect((await get('/api/v1/gone', { accept: 'text/html' })).statusCode).toBe(404);
    expect((await get('/picture.png', { accept: 'image/png' })).statusCode).toBe(404);
    expect((await get('/theme-of-old.js', { accept: '*/*' })).statusCode).toBe(404);
  });

  it.each(['/../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt', '/assets/../../secret.txt'])(
    'fault F96: never lead outside of the folder: %s',
    async (path) => {
      await build();
      expect((await get(path)).body).not.toContain('outside');
    },
  );

  it('are those of the newest build: a page that names files which are gone is never sent', async () => {
    await build();
    const old = await get('/');
    await rm(join(folder, 'dist'), { recursive: true });
    await mkdir(join(folder, 'dist/assets'), { recursive: true });
    await writeFile(join(folder, 'dist/index.html'), '<title>another page</title>');
    await writeFile(join(folder, 'dist/assets/index-Abcd1234.js'), 'export {};');
    expect((await get('/assets/index-DiwrgTda.js')).statusCode).toBe(404);
    const page = await get('/', { 'if-none-match': String(old.headers.etag) });
    expect(page.body).toContain('another page');
    expect((await get('/assets/index-Abcd1234.js')).statusCode).toBe(200);
  });

  it('are found when they are built while the gateway runs; until then a page says how', async () => {
    expect((await get('/')).body).toContain('npm run build');
    await build();
    expect((await get('/')).body).toContain('page');
  });
});
