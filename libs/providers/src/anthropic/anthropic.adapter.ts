import type { ProviderAdapter } from '@llm-cost-optimizer/contracts';
import { classifyAnswer } from '../failure/classify.ts';
import { rememberLast } from '../json/remember-last.ts';
import { encodeMessages } from './anthropic.request.ts';
import { decodeMessage } from './anthropic.response.ts';
import { MessageStreamDecoder } from './anthropic.stream.ts';

const API_VERSION = '2023-06-01';

/** Anthropic's Messages API behind OpenAI's chat completions. Base URL without `/v1`. */
export function createAnthropicAdapter(options: { readonly now?: () => number } = {}): ProviderAdapter {
  const { now = Date.now } = options;
  const headersOf = rememberLast((apiKey) => [
    'content-type',
    'application/json',
    'accept-encoding',
    'identity',
    'user-agent',
    'llm-cost-optimizer',
    'anthropic-version',
    API_VERSION,
    'x-api-key',
    apiKey,
  ]);
  return {
    id: 'anthropic',
    encode: (call) => {
      const { body, droppedParameters } = encodeMessages(call);
      return {
        path: '/v1/messages',
        headers: headersOf(call.apiKey),
        body: Buffer.from(JSON.stringify(body)),
        droppedParameters,
      };
    },
    decode: (body) => decodeMessage(body, now()),
    openStream: () => new MessageStreamDecoder(now()),
    classify: (status, headers, body) => classifyAnswer(status, headers, body, now()),
  };
}
