import { type FeedbackInput, feedbackInputSchema, GatewayError } from '@llm-cost-optimizer/contracts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { mayCall } from '../completions/stages/admit.stage.ts';
import { authenticate } from '../completions/stages/authenticate.stage.ts';
import type { KeyRing } from '../keys/key-ring.ts';
import { headersOf, openAiScope, refuseOtherMethods, requestIdOf } from '../surface/openai-scope.ts';
import { type FeedbackService, verdictOf } from './feedback-service.ts';

export interface FeedbackRoutesServices {
  readonly createId: () => string;
  readonly keys: KeyRing;
  readonly isLocal: boolean;
  readonly metrics: { rejectedInput(code: string): void };
}

/** A comment of the longest kind in the widest characters, and room for the rest. */
const MAX_BODY_BYTES = 64 * 1024;

/**
 * Registers `POST /v1/feedback` (and `/feedback`): what a person says of one answer, by its `x-request-id`. A virtual key speaks of its own
 * requests alone; a second word about the same request replaces the first. Makes a plugin scope of its own.
 */
export async function registerFeedbackRoutes(
  fastify: FastifyInstance,
  services: FeedbackRoutesServices,
  feedback: FeedbackService,
): Promise<void> {
  const handler = async (request: FastifyRequest) => {
    const caller = authenticate(headersOf(request), services.keys, services);
    mayCall(caller);
    const input = parseBody(request.body);
    const speaker = { organizationId: caller.organizationId, keyId: caller.keyId, source: 'api' } as const;
    const given = await feedback.give(speaker, input.request_id, verdictOf(input));
    const { score, shouldHaveUsed, comment, teaches } = given.feedback;
    return {
      object: 'feedback',
      request_id: given.requestId,
      status: given.status,
      model: given.model,
      score,
      should_have_used: shouldHaveUsed,
      comment,
      teaches,
    };
  };
  await openAiScope(fastify, services, (scope) => {
    for (const path of ['/v1/feedback', '/feedback']) {
      scope.post(path, { bodyLimit: MAX_BODY_BYTES }, async (request, reply) => {
        void reply.header('x-request-id', requestIdOf(request, services.createId));
        return handler(request);
      });
      refuseOtherMethods(scope, path, 'POST', services);
    }
  });
}

function parseBody(body: unknown): FeedbackInput {
  const parsed = feedbackInputSchema.safeParse(jsonOf(body));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  if (unknown !== undefined) {
    const known = 'request_id, score, rating, should_have_used, comment';
    throw invalid(`\`${unknown.slice(0, 40)}\` is not known. Known: ${known}.`, unknown.slice(0, 40));
  }
  const param = issue?.path.length ? issue.path.join('.') : null;
  throw invalid(
    param === null ? `Feedback ${issue?.message ?? 'cannot be read'}.` : `\`${param}\`: ${issue?.message}.`,
    param,
  );
}

function jsonOf(body: unknown): unknown {
  try {
    return JSON.parse(Buffer.isBuffer(body) ? body.toString('utf8') : '');
  } catch {
    throw invalid('The body is no JSON. Send e.g. {"request_id": "…", "rating": "good"}.', null);
  }
}

function invalid(text: string, param: string | null): GatewayError {
  return new GatewayError('invalid_request', text, param === null ? {} : { param });
}
