import type { NativeCall, ProviderAdapter } from '@llm-cost-optimizer/contracts';
import { classifyAnswer } from '../failure/classify.ts';
import { rememberByKey } from '../json/remember-by-key.ts';
import { createMessagesWire, createTokenCountWire } from './anthropic.native.ts';
import { encodeMessages } from './anthropic.request.ts';
import { decodeMessage } from './anthropic.response.ts';
import { MessageStreamDecoder } from './anthropic.stream.ts';

const API_VERSION = '2023-06-01';
/** Words and dates with commas between; nothing else may enter a header. */
const HEADER_VALUE = /^[\w.,: -]{1,1000}$/;

/** Anthropic's Messages API behind OpenAI's chat completions. Base URL without `/v1`. */
export function createAnthropicAdapter(options: { readonly now?: () => number } = {}): ProviderAdapter {
  const { now = Date.now } = options;
  const headersOf = rememberByKey((apiKey) => [
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
  const nativeHeaders = (call: NativeCall): readonly string[] => withBeta(headersOf(call.apiKey), call);
  return {
    id: 'anthropic',
    native: {
      messages: createMessagesWire({ pathOf: () => '/v1/messages', headersOf: nativeHeaders }),
      count_tokens: createTokenCountWire({ pathOf: () => '/v1/messages/count_tokens', headersOf: nativeHeaders }),
    },
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

/** Parts of the API that are not settled yet are asked for in a header. */
function withBeta(headers: readonly string[], { headers: given }: NativeCall): readonly string[] {
  const beta = given['anthropic-beta'];
  return beta === undefined || !HEADER_VALUE.test(beta) ? headers : [...headers, 'anthropic-beta', beta];
}
