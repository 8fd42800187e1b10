export { type ExactKeyInput, exactCacheKey, IGNORED_FIELDS } from './exact-key.ts';
export { MemoryCache } from './memory-cache.ts';
export { isCacheable, mayStore, ttlFor } from './policy.ts';
export { decodeStored, encodeStored, type StoredAnswer, sizeOf } from './stored-answer.ts';
export { type CollectedAnswer, collectStream, type ReplayedStream, replayAsStream } from './stream-form.ts';
