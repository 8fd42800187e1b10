import type { TokenUsage } from '@llm-cost-optimizer/contracts';
import type { AnswerEnd, AnswerFacts, SurfaceCodec } from '../surface.ts';

export const USAGE: TokenUsage = {
  promptTokens: 120,
  cachedTokens: 40,
  cacheWriteTokens: 20,
  cacheWriteLongTokens: 10,
  completionTokens: 30,
  reasoningTokens: 12,
  audioInputTokens: 0,
  audioOutputTokens: 0,
};

export const END: AnswerEnd = { usage: USAGE, costUsd: null, lco: null, wantsUsage: false };

/** The smallest request of each surface. */
export const SMALLEST = {
  chat_completions: { model: 'auto', messages: [{ role: 'user', content: 'Hi' }] },
  messages: { model: 'auto', max_tokens: 100, messages: [{ role: 'user', content: 'Hi' }] },
  responses: { model: 'auto', input: 'Hi' },
  completions: { model: 'auto', prompt: 'Hi' },
  ollama_chat: { model: 'auto', messages: [{ role: 'user', content: 'Hi' }] },
  ollama_generate: { model: 'auto', prompt: 'Hi' },
};

/** Facts of an answer to the smallest request with `fields` added. */
export function factsFor(codec: SurfaceCodec, fields: object = {}): AnswerFacts {
  return {
    requestId: '01940000-0000-7000-8000-00000000abcd',
    createdAt: 1_790_000_000,
    model: 'model-1',
    request: codec.toChat({ ...SMALLEST[codec.id], ...fields }),
    promptTokensEstimated: 111,
  };
}

/** Data of the events in a text, or its lines where they are JSON themselves. Lines end with a line feed and nothing else: a pattern would also stop at U+2028 inside a string. */
export function eventsOf(text: string): Record<string, unknown>[] {
  const lines = text.split('\n').filter((line) => /^(?:data: |\{)/.test(line));
  const data = lines.map((line) => (line.startsWith('{') ? line : line.slice('data: '.length)));
  return data.filter((json) => json !== '[DONE]').map((json) => JSON.parse(json));
}

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
