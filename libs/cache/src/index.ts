export { type CollectedAnswer, collectStream } from './collect-stream.ts';
export { type ExactKeyInput, exactCacheKey, IGNORED_FIELDS } from './exact-key.ts';
export { MemoryCache } from './memory-cache.ts';
export { isCacheable, mayStore, ttlFor } from './policy.ts';
export { type ReplayedStream, replayAsStream } from './replay-stream.ts';
export { decodeStored, encodeStored, type StoredAnswer, sizeOf } from './stored-answer.ts';
