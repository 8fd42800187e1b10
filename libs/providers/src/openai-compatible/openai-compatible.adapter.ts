import type {
  COMPATIBLE_SURFACES,
  NativeCall,
  NativeSurface,
  NativeWire,
  ProviderAdapter,
  ProviderCall,
} from '@llm-cost-optimizer/contracts';
import { classifyAnswer } from '../failure/classify.ts';
import { rememberByKey } from '../json/remember-by-key.ts';
import type { WireOptions } from '../native/wire-options.ts';
import {
  createCompactionWire,
  createCompletionsWire,
  createEmbeddingsWire,
  createInputTokensWire,
  createModerationsWire,
  createResponsesWire,
} from './openai-compatible.native.ts';
import { type ChatDialect, encodeChatBody } from './openai-compatible.request.ts';
import { decodeChatCompletion } from './openai-compatible.response.ts';
import { ChatChunkDecoder } from './openai-compatible.stream.ts';
import { encodeAsResponse, isSentAsResponse } from './over-responses.request.ts';
import { decodeFromResponse } from './over-responses.response.ts';
import { ResponseChunkDecoder } from './over-responses.stream.ts';

const COMMON_HEADERS = [
  'content-type',
  'application/json',
  'accept-encoding',
  'identity',
  'user-agent',
  'llm-cost-optimizer',
];

/** APIs of OpenAI besides chat completions. */
export type CompatibleSurface = Exclude<(typeof COMPATIBLE_SURFACES)[number], 'chat_completions'>;

export interface ChatAdapterOptions {
  readonly id: string;
  readonly displayName?: string;
  readonly dialect: ChatDialect;
  /** What the provider has besides chat completions. Default: nothing. */
  readonly surfaces?: readonly CompatibleSurface[];
  /** APIs of the provider's own, besides those of OpenAI. Default: none. */
  readonly ownWires?: (headersOf: WireOptions['headersOf']) => Readonly<Partial<Record<NativeSurface, NativeWire>>>;
  /** Path of an endpoint such as `/chat/completions`. Default: the endpoint itself, for a base URL with `/v1`. */
  readonly pathOf?: (endpoint: string, model: string) => string;
  /** Headers that carry the key. Default: `authorization`, and none without a key. */
  readonly authOf?: (apiKey: string) => readonly string[];
  /** Time for dates in `retry-after`, in milliseconds. Default: the clock. */
  readonly now?: () => number;
}

const OVER_RESPONSES = { decode: decodeFromResponse, openStream: () => new ResponseChunkDecoder() };

/** An adapter for a provider that speaks OpenAI's chat completions in its own dialect. */
export function createChatAdapter(options: ChatAdapterOptions): ProviderAdapter {
  const { id, displayName, dialect, now = Date.now, pathOf = same, authOf = bearer } = options;
  const hasResponses = options.surfaces?.includes('responses') === true;
  const headersOf = rememberByKey((apiKey) => [...COMMON_HEADERS, ...authOf(apiKey)]);
  const nativeHeadersOf: WireOptions['headersOf'] = (call) => headersOf(call.apiKey);
  return {
    id,
    ...(displayName === undefined ? {} : { displayName }),
    native: { ...nativeWires(options, nativeHeadersOf), ...options.ownWires?.(nativeHeadersOf) },
    encode: (call: ProviderCall) => {
      const { model } = call.deployment;
      const headers = headersOf(call.apiKey);
      if (hasResponses && isSentAsResponse(call)) {
        return { path: pathOf('/responses', model), headers, ...encodeAsResponse(call), answer: OVER_RESPONSES };
      }
      return { path: pathOf('/chat/completions', model), headers, ...encodeChatBody(call, dialect) };
    },
    decode: decodeChatCompletion,
    openStream: () => new ChatChunkDecoder(),
    classify: (status, headers, body) => classifyAnswer(status, headers, body, now()),
  };
}

function nativeWires(
  { surfaces = [], pathOf = same, dialect }: ChatAdapterOptions,
  headersOf: (call: NativeCall) => readonly string[],
): Partial<Record<CompatibleSurface, NativeWire>> {
  const wire = (endpoint: string) => ({
    pathOf: (model: string) => pathOf(endpoint, model),
    headersOf,
    rejectedFields: dialect.rejectedFields ?? NOTHING,
  });
  const asksForUsage = dialect.asksForUsage !== false;
  const create: Readonly<Record<CompatibleSurface, () => NativeWire>> = {
    responses: () => createResponsesWire(wire('/responses')),
    responses_compact: () => createCompactionWire(wire('/responses/compact')),
    responses_input_tokens: () => createInputTokensWire(wire('/responses/input_tokens')),
    completions: () => createCompletionsWire({ ...wire('/completions'), asksForUsage }),
    embeddings: () => createEmbeddingsWire(wire('/embeddings')),
    moderations: () => createModerationsWire(wire('/moderations')),
  };
  return Object.fromEntries(surfaces.map((surface) => [surface, create[surface]()]));
}

const NOTHING: ReadonlySet<string> = new Set();

function same(endpoint: string): string {
  return endpoint;
}

function bearer(apiKey: string): readonly string[] {
  return apiKey === '' ? [] : ['authorization', `Bearer ${apiKey}`];
}
