import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { completeChat } from './completion.pipeline.ts';
import { Exchange } from './exchange.ts';
import type { CompletionServices } from './services.ts';

/**
 * Registers the chat endpoint on the Fastify instance itself, below Nest: a Nest controller with guard and interceptor
 * costs more than the whole pipeline. The body stays bytes: it is hashed, parsed once and passed on.
 * With and without `/v1`, because clients are configured both ways.
 */
export async function registerCompletionRoutes(
  fastify: FastifyInstance,
  services: CompletionServices,
  options: { maxBodyBytes: number; track: (done: Promise<void>) => void },
): Promise<void> {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  const handler = (request: FastifyRequest, reply: FastifyReply) => {
    reply.hijack();
    const body = Buffer.isBuffer(request.body) ? request.body : EMPTY;
    const exchange = new Exchange({ headers: request.headers, body, response: reply.raw });
    options.track(completeChat(exchange, services));
  };
  for (const path of ['/v1/chat/completions', '/chat/completions']) {
    fastify.post(path, { bodyLimit: options.maxBodyBytes }, handler);
  }
}

const EMPTY = Buffer.alloc(0);
