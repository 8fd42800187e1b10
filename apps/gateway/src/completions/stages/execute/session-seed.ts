import type { ChatRequest } from '@llm-cost-optimizer/contracts';
import { hashText } from '../../../snapshot/upstream.ts';

/**
 * A number that decides between keys and addresses of one provider. Requests of one session, else of one
 * `prompt_cache_key`, have the same: prompt caches are warm where the last one went. Everybody else is spread by chance.
 */
export function sessionSeed(request: ChatRequest | null): number {
  const promptCacheKey = request?.body.prompt_cache_key;
  const session = request?.options.sessionId ?? (typeof promptCacheKey === 'string' ? promptCacheKey : null);
  return session === null || session === '' ? (Math.random() * 0x1_0000_0000) | 0 : hashText(session);
}
