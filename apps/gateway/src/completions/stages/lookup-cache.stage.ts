import { hash } from 'node:crypto';
import { exactCacheKey, isCacheable, type StoredAnswer } from '@llm-cost-optimizer/cache';
import { GatewayError } from '@llm-cost-optimizer/contracts';
import type { Run } from '../run.ts';
import type { CompletionServices } from '../services.ts';

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
  if (!snapshot.config.cache.isEnabled || !isCacheable(request) || (!options.cacheRead && !options.cacheWrite)) {
    run.cache = 'BYPASS';
    return missOrThrow(run, null);
  }
  run.cacheKey = exactCacheKey({
    hash: sha256,
    organizationId: caller.organizationId,
    projectId: caller.projectId,
    namespace: options.cacheNamespace,
    surface: 'chat_completions',
    mode,
    routingVersion: snapshot.versionLabel,
    options,
    body: request.body,
  });
  if (!options.cacheRead) {
    run.cache = 'BYPASS';
    return missOrThrow(run, null);
  }
  const found = services.cache.find(run.cacheKey);
  if (found instanceof Promise) return found.then((stored) => missOrThrow(run, stored));
  return missOrThrow(run, found);
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
