import type { Stats } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { GatewayError } from '@llm-cost-optimizer/contracts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sendGatewayError } from './error-answer.ts';

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
};

/** Vite puts a content hash into the names of everything below `assets`: such a file never changes. */
const HASHED = /^\/assets\/.*-[\w-]{8}\.\w+$/;
/** Paths of the APIs: an unknown one is an error there, not a page. */
const NOT_A_PAGE = /^\/(?:api|v1|live|health|metrics|openapi|assets|docs)(?:[/.]|$)/;

interface DashboardFile {
  readonly path: string;
  readonly mediaType: string;
  readonly etag: string;
}

/** Path on the wire -> file. Only listed files are served: no path of a request ever reaches the file system. */
type FileIndex = ReadonlyMap<string, DashboardFile>;

const PAGE = '/index.html';

/**
 * Serves the built dashboard. Any other address that a browser opens gets the page itself, because the page does its
 * own routing. A page that was built anew is noticed when it is opened, so that it never names files that are gone.
 */
export function serveDashboard(fastify: FastifyInstance, directory: string): void {
  let index: FileIndex | null = null;
  fastify.get('/*', async (request, reply) => {
    const path = request.url.split('?', 1)[0] ?? '/';
    const isForPage = isPage(request, path) || path === PAGE;
    if (index === null || (isForPage && (await isBuiltAnew(index)))) index = await indexFiles(directory);
    const file = index?.get(path) ?? (isForPage ? index?.get(PAGE) : undefined);
    const content = file === undefined ? null : await readFile(file.path).catch(() => null);
    if (file !== undefined && content !== null) return sendFile(request, reply, path, { file, content });
    if (index === null && isForPage) return sendNotBuilt(reply);
    return sendGatewayError(
      request,
      reply,
      new GatewayError('not_found', 'No such endpoint or page. The endpoints are listed at /docs.'),
    );
  });
}

async function isBuiltAnew(index: FileIndex): Promise<boolean> {
  const page = index.get(PAGE);
  const now = page === undefined ? null : await stat(page.path).catch(() => null);
  return now === null || etagOf(now) !== page?.etag;
}

function etagOf({ size, mtimeMs }: Pick<Stats, 'size' | 'mtimeMs'>): string {
  return `"${size.toString(36)}-${Math.round(mtimeMs).toString(36)}"`;
}

function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  path: string,
  { file, content }: { file: DashboardFile; content: Buffer },
): FastifyReply {
  reply
    .header('etag', file.etag)
    .header('cache-control', HASHED.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache');
  if (request.headers['if-none-match'] === file.etag) return reply.code(304).send();
  return reply.type(file.mediaType).send(content);
}

function isPage(request: FastifyRequest, path: string): boolean {
  // A script or picture that is not there is an error, also at the top: a page in its place would break without a word.
  if (NOT_A_PAGE.test(path) || MEDIA_TYPES[extname(path)] !== undefined) return false;
  const { accept } = request.headers;
  return accept === undefined || accept.includes('text/html') || accept.includes('*/*');
}

/** Null while the dashboard has not been built; looked for again at the next request. */
async function indexFiles(directory: string): Promise<FileIndex | null> {
  const names = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = names.filter((entry) => entry.isFile());
  const entries = await Promise.all(
    files.map(async (entry): Promise<[string, DashboardFile]> => {
      const path = join(entry.parentPath, entry.name);
      const etag = etagOf(await stat(path));
      const wirePath = path.slice(directory.length).replaceAll(sep, '/');
      const mediaType = MEDIA_TYPES[extname(entry.name)] ?? 'application/octet-stream';
      return [wirePath, { path, mediaType, etag }];
    }),
  );
  const index = new Map(entries);
  return index.has(PAGE) ? index : null;
}

function sendNotBuilt(reply: FastifyReply): FastifyReply {
  return reply
    .type('text/html; charset=utf-8')
    .send(
      '<!doctype html><title>LLM Cost Optimizer</title><p>The gateway runs. Its dashboard is not built yet: <code>npm run build</code>, then reload this page. The API is described at <a href="/docs">/docs</a>.</p>',
    );
}
