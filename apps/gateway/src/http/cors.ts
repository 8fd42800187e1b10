import type { FastifyReply, FastifyRequest } from 'fastify';
import { isLoopbackOrigin, isOwnOrigin, type OriginRules } from './origin.ts';

const PREFLIGHT_SECONDS = '600';

/**
 * True when a web page may call the model API. In local mode no key protects it, so only pages of this machine may;
 * elsewhere the key is the proof, it is never sent by itself, and any page that has one may call.
 */
export function mayPageCall(origin: string, host: string | undefined, rules: OriginRules): boolean {
  return !rules.isLocal || isLoopbackOrigin(origin) || isOwnOrigin(origin, host, rules);
}

/** Lets the page read the answer and our headers. Set on the raw response: completions bypass the framework's reply. */
export function allowPage(reply: FastifyReply, origin: string): void {
  reply.raw.setHeader('access-control-allow-origin', origin);
  reply.raw.setHeader('access-control-expose-headers', '*');
  reply.raw.setHeader('vary', 'origin');
}

/** Answers the question that a browser asks before it sends a page's request. */
export function answerPreflight(request: FastifyRequest, reply: FastifyReply, origin: string): void {
  reply.hijack();
  reply.raw.writeHead(204, {
    'access-control-allow-origin': origin,
    'access-control-allow-methods': 'GET, POST, OPTIONS',
    'access-control-allow-headers': request.headers['access-control-request-headers'] ?? 'authorization, content-type',
    'access-control-max-age': PREFLIGHT_SECONDS,
    vary: 'origin, access-control-request-headers',
  });
  reply.raw.end();
}
