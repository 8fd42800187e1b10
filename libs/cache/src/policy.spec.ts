import type { ChatBody, ChatRequest, LcoOptions } from '@llm-cost-optimizer/contracts';
import { describe, expect, it } from 'vitest';
import { isCacheable, mayStore, ttlFor } from './policy.ts';

const options: LcoOptions = {
  mode: null,
  cacheRead: true,
  cacheWrite: true,
  cacheOnly: false,
  cacheTtlSeconds: null,
  cacheNamespace: null,
  tags: [],
  sessionId: null,
  baseline: null,
  maxCostUsd: null,
  allowedModels: null,
  wantsUsage: false,
};

function request(fields: Partial<ChatBody>, bytes = 100): ChatRequest {
  const body: ChatBody = { model: 'auto', messages: [{ role: 'user', content: 'Hi' }], ...fields };
  return { body, raw: new Uint8Array(bytes), isStreaming: false, wantsUsageChunk: false, options };
}

describe('isCacheable', () => {
  it.each([
    { name: 'a plain request', fields: {}, expected: true },
    { name: 'sampling temperature', fields: { temperature: 1.5 }, expected: true },
    { name: 'a seed', fields: { seed: 42 }, expected: true },
    { name: 'store false', fields: { store: false }, expected: true },
    { name: 'no web search', fields: { web_search_options: null }, expected: true },
    { name: 'a completion that is stored at the provider', fields: { store: true }, expected: false },
    { name: 'live web search', fields: { web_search_options: {} }, expected: false },
    { name: 'a seed too large to be told from its neighbour', fields: { seed: 2 ** 53 }, expected: false },
    { name: 'a seed that is no number any more', fields: { seed: Number.POSITIVE_INFINITY }, expected: false },
  ])('$name: $expected', ({ fields, expected }) => {
    expect(isCacheable(request(fields))).toBe(expected);
  });

  it('leaves out requests too large to be worth it', () => {
    expect(isCacheable(request({}, 2 * 1024 * 1024))).toBe(true);
    expect(isCacheable(request({}, 2 * 1024 * 1024 + 1))).toBe(false);
  });
});

describe('mayStore', () => {
  it.each([
    ['stop', true],
    ['tool_calls', true],
    ['function_call', true],
    ['length', false],
    ['content_filter', false],
    ['error', false],
    [null, false],
  ])('an answer that ended with %s: %s', (finishReason, expected) => {
    expect(mayStore({ isComplete: true, finishReason })).toBe(expected);
    expect(mayStore({ isComplete: false, finishReason })).toBe(false);
  });
});

describe('ttlFor', () => {
  const ttlSeconds = { low: 3_600, medium: 600, high: 0, pinned: 60 };

  it.each([
    { name: 'the configured time without a wish', requestedTtlSeconds: null, tier: 'low' as const, expected: 3_600 },
    { name: 'a shorter wish', requestedTtlSeconds: 10, tier: 'low' as const, expected: 10 },
    { name: 'at most the configured time', requestedTtlSeconds: 9_999, tier: 'medium' as const, expected: 600 },
    { name: 'never where the configuration says 0', requestedTtlSeconds: 10, tier: 'high' as const, expected: 0 },
    { name: 'pinned requests have their own', requestedTtlSeconds: null, tier: 'pinned' as const, expected: 60 },
    { name: 'whole seconds, rounded down', requestedTtlSeconds: 1.9, tier: 'low' as const, expected: 1 },
    { name: 'nothing under a second', requestedTtlSeconds: 0.5, tier: 'low' as const, expected: 0 },
    { name: 'nothing for a negative wish', requestedTtlSeconds: -5, tier: 'low' as const, expected: 0 },
  ])('$name', ({ requestedTtlSeconds, tier, expected }) => {
    expect(ttlFor({ requestedTtlSeconds, tier, ttlSeconds })).toBe(expected);
  });
});
