import { GatewayError } from '@llm-cost-optimizer/contracts';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { registerCompletionRoutes } from '../completions/completion.routes.ts';
import type { CompletionServices } from '../completions/services.ts';
import { registerFeedbackRoutes } from '../feedback/feedback.routes.ts';
import type { FeedbackService } from '../feedback/feedback-service.ts';
import { type FindRequest, registerGenerationRoutes } from '../generations/generation.routes.ts';
import { registerModelRoutes } from '../models/model.routes.ts';
import { registerOllamaRoutes } from '../models/ollama.routes.ts';
import { registerOwnUsageRoutes } from '../own-usage/own-usage.routes.ts';
import type { ReadGroups } from '../own-usage/own-usage.ts';
import { registerRouteRoutes } from '../route/route.routes.ts';
import { requestIdOf, sendError } from '../surface/openai-scope.ts';
import { allowPage, answerPreflight, mayPageCall } from './cors.ts';
import { isHostAllowed, type OriginRules } from './origin.ts';

export interface ModelApiOptions {
  readonly services: CompletionServices;
  /** Reads a request that was booked. */
  readonly findRequest: FindRequest;
  /** Reads sums of booked requests. */
  readonly readGroups: ReadGroups;
  /** Takes what people say of answers. */
  readonly feedback: FeedbackService;
  readonly rules: OriginRules;
  readonly maxBodyBytes: number;
  readonly track: (done: Promise<void>) => void;
  readonly isDraining: () => boolean;
}

/** The application behind `/v1`: bare Fastify, one hook, the routes. */
export async function createModelApi(options: ModelApiOptions): Promise<FastifyInstance> {
  const { services, findRequest, readGroups, feedback, rules, maxBodyBytes, track, isDraining } = options;
  const fastify = Fastify({
    bodyLimit: maxBodyBytes,
    routerOptions: { ignoreTrailingSlash: true, ignoreDuplicateSlashes: true },
  });
  fastify.addHook('onRequest', createDoorkeeper(rules, isDraining));
  // The routes tell their own errors; this is for paths beside them.
  fastify.setNotFoundHandler((request, reply) => {
    const error = new GatewayError('not_found', 'No such endpoint. The list is at /docs.');
    sendError(reply, error, requestIdOf(request, services.createId));
  });
  await registerCompletionRoutes(fastify, services, { maxBodyBytes, track });
  await registerModelRoutes(fastify, services);
  await registerOllamaRoutes(fastify, services);
  await registerGenerationRoutes(fastify, services, findRequest);
  await registerOwnUsageRoutes(fastify, services, readGroups);
  await registerFeedbackRoutes(fastify, services, feedback);
  await registerRouteRoutes(fastify, services, { maxBodyBytes });
  await fastify.ready();
  return fastify;
}

/** Refuses what must not even be read, and lets pages that may call read the answer. */
function createDoorkeeper(rules: OriginRules, isDraining: () => boolean) {
  // Clients send the same Host over and over; the last good one is remembered.
  let knownHost: string | null = null;
  const refusal = ({ headers }: FastifyRequest): GatewayError | null => {
    const { host, origin } = headers;
    if (isDraining()) {
      return new GatewayError('shutting_down', 'This gateway is stopping. Repeat the request.', {
        retryAfterMs: 1_000,
      });
    }
    if (host !== knownHost) {
      if (!isHostAllowed(host, rules)) return foreignHost();
      knownHost = host ?? null;
    }
    if (origin === undefined || mayPageCall(origin, host, rules)) return null;
    return new GatewayError('forbidden', 'In local mode web pages of other machines may not call the gateway.');
  };
  return (request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void): void => {
    const error = refusal(request);
    const { origin } = request.headers;
    if (error !== null) {
      if (error.code === 'shutting_down') reply.header('connection', 'close');
      done(error);
    } else if (origin === undefined) {
      done();
    } else if (request.method === 'OPTIONS') {
      answerPreflight(request, reply, origin);
    } else {
      allowPage(reply, origin);
      done();
    }
  };
}

/** The refusal of a request that came under a name that is not this machine's. */
export function foreignHost(): GatewayError {
  return new GatewayError(
    'forbidden',
    'In local mode the gateway answers to names of this machine only. Use http://127.0.0.1, or set LCO_PUBLIC_URL to the name in use.',
  );
}
