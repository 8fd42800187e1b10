import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { INestApplication } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>API of LLM Cost Optimizer</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="ui"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`;
const START = "window.SwaggerUIBundle({ url: '/openapi.json', dom_id: '#ui', deepLinking: true });\n";
const ASSETS: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
};

/**
 * `/openapi.json` and its page at `/docs`. Both are made when somebody asks first: the library that makes them takes
 * longer to load than the rest of the start.
 */
export function registerDocs(fastify: FastifyInstance, app: INestApplication): void {
  let document: Promise<unknown> | null = null;
  fastify.get('/openapi.json', async (_request, reply) => {
    document ??= import('./openapi.ts').then(({ createOpenApiDocument }) => createOpenApiDocument(app));
    return reply.header('cache-control', 'no-cache').send(await document);
  });
  fastify.get('/docs', (_request, reply) => reply.type('text/html; charset=utf-8').send(PAGE));
  fastify.get('/docs/start.js', (_request, reply) => reply.type('text/javascript; charset=utf-8').send(START));
  for (const [name, type] of Object.entries(ASSETS)) {
    fastify.get(`/docs/${name}`, async (_request, reply) =>
      reply
        .type(type)
        .header('cache-control', 'public, max-age=86400')
        .send(await readFile(join(uiDirectory(), name))),
    );
  }
}

function uiDirectory(): string {
  return dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
}
