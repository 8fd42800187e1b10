import { conversationDigest } from '@llm-cost-optimizer/routing';
import type { Run } from '../../run.ts';

/** Providers do not cache shorter prompts: there is nothing to keep warm. */
const MIN_TOKENS = 1_024;

/**
 * What all turns of a conversation share, within its tenant: the session that the client names, else its `prompt_cache_key`, else
 * how the conversation begins. Null = too short to leave a warm cache anywhere.
 */
export function conversationKey({ request, caller, features }: Run): string | null {
  if (request === null || caller === null || features === null || features.promptTokensEstimated < MIN_TOKENS)
    return null;
  const tenant = `${caller.organizationId}/${caller.projectId ?? ''}`;
  const { sessionId } = request.options;
  const promptCacheKey = request.body.prompt_cache_key;
  const named = sessionId ?? (typeof promptCacheKey === 'string' ? promptCacheKey : null);
  if (named !== null && named !== '') return `${tenant}/${named}`;
  const digest = conversationDigest(request.body);
  return digest === null ? null : `${tenant}#${digest}`;
}
