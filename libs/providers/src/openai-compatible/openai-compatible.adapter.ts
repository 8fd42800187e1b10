import type { ProviderAdapter, ProviderCall } from '@llm-cost-optimizer/contracts';
import { classifyAnswer } from '../failure/classify.ts';
import { rememberLast } from '../json/remember-last.ts';
import { type ChatDialect, encodeChatBody } from './openai-compatible.request.ts';
import { decodeChatCompletion } from './openai-compatible.response.ts';
import { ChatChunkDecoder } from './openai-compatible.stream.ts';

const COMMON_HEADERS = [
  'content-type',
  'application/json',
  'accept-encoding',
  'identity',
  'user-agent',
  'llm-cost-optimizer',
];

/** An adapter for a provider that speaks OpenAI's chat completions in its own dialect. */
export function createChatAdapter(options: {
  readonly id: string;
  readonly dialect: ChatDialect;
  /** Time for dates in `retry-after`, in milliseconds. Default: the clock. */
  readonly now?: () => number;
}): ProviderAdapter {
  const { id, dialect, now = Date.now } = options;
  const headersOf = rememberLast(bearerHeaders);
  return {
    id,
    encode: (call: ProviderCall) => ({
      path: dialect.path,
      headers: headersOf(call.apiKey),
      ...encodeChatBody(call, dialect),
    }),
    decode: decodeChatCompletion,
    openStream: () => new ChatChunkDecoder(),
    classify: (status, headers, body) => classifyAnswer(status, headers, body, now()),
  };
}

function bearerHeaders(apiKey: string): readonly string[] {
  return apiKey === '' ? COMMON_HEADERS : [...COMMON_HEADERS, 'authorization', `Bearer ${apiKey}`];
}
