import { hash } from 'node:crypto';
import { exactCacheKey, isCacheable, type StoredAnswer } from '@llm-cost-optimizer/cache';
import { type ChatBody, type ChatRequest, GatewayError } from '@llm-cost-optimizer/contracts';
import type { Run } from '../run.ts';
import type { CompletionServices } from '../services.ts';
import type { SurfaceRequest } from '../surfaces/surface.ts';
import { policyKey } from './apply-rules.stage.ts';

/**
 * Looks for a stored answer to the very same request of the same tenant. Fills `run.cacheKey` (null when the request
 * must not be shared or stored) and `run.cache`. Throws `cache_miss` when the client wants nothing but the cache.
 */
export function lookupCache(
  run: Run,
  services: CompletionServices,
): StoredAnswer | null | Promise<StoredAnswer | null> {
  const { request, caller, mode, snapshot } = run;
  if (request === null || caller === null || mode === null) throw new Error('lookupCache before parse');
  const { options } = request;
  if (!snapshot.config.cache.isEnabled || !isShareable(run, request) || (!options.cacheRead && !options.cacheWrite)) {
    run.cache = 'BYPASS';
    return missOrThrow(run, null);
  }
  run.cacheKey = exactCacheKey({
    hash: sha256,
    organizationId: caller.organizationId,
    projectId: caller.projectId,
    namespace: options.cacheNamespace,
    surface: run.exchange.surface.id,
    mode,
    routingVersion: snapshot.versionLabel + policyKey(run),
    options,
    body: run.surfaceRequest === null ? request.body : surfaceBody(run, request, run.surfaceRequest),
  });
  if (!options.cacheRead) {
    run.cache = 'BYPASS';
    return missOrThrow(run, null);
  }
  const found = services.cache.find(run.cacheKey);
  if (found instanceof Promise) return found.then((stored) => missOrThrow(run, freshEnough(run, stored)));
  return missOrThrow(run, freshEnough(run, found));
}

/** What only the provider can do (search, stored state, code) gives another answer each time. */
function isShareable({ exchange, surfaceRequest }: Run, request: ChatRequest): boolean {
  if (surfaceRequest === null) return isCacheable(request);
  const needsProvider = exchange.surface.codec !== null && surfaceRequest.unsupported.length > 0;
  return !needsProvider && isCacheable({ ...request, raw: exchange.body });
}

const NO_MESSAGES: ChatBody['messages'] = Object.freeze([]);

/** Every field of the client's own body, as it came; providers that speak the surface get it as it is. */
function surfaceBody({ exchange }: Run, { body }: ChatRequest, { source }: SurfaceRequest): ChatBody {
  const { messages: own, ...rest } = source;
  return { ...rest, model: body.model, messages: NO_MESSAGES, own, beta: exchange.header('anthropic-beta') };
}

/** A client may set its own limit to the age of what it takes. */
function freshEnough({ request, startedAtMs }: Run, stored: StoredAnswer | null): StoredAnswer | null {
  const oldest = request?.options.cacheMaxAgeSeconds;
  if (stored === null || oldest === undefined) return stored;
  return startedAtMs - stored.createdAt <= oldest * 1_000 ? stored : null;
}

function missOrThrow(run: Run, stored: StoredAnswer | null): StoredAnswer | null {
  if (stored === null && run.request?.options.cacheOnly === true) {
    throw new GatewayError(
      'cache_miss',
      'No stored answer for this request, and the request asked for nothing but the cache.',
    );
  }
  return stored;
}

function sha256(text: string): string {
  return hash('sha256', text, 'base64url');
}
