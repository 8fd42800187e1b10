import type { GatewayError } from '@llm-cost-optimizer/contracts';
import { SURFACES as CODECS, type SurfaceCodec } from '@llm-cost-optimizer/surfaces';
import { readCountRequest } from './count-tokens.request.ts';
import { readEmbeddingsRequest } from './embeddings.request.ts';
import { withoutForeignThoughts } from './foreign-thoughts.ts';
import { readModerationRequest } from './moderations.request.ts';
import { EMBED, EMBEDDING, idleAnswer } from './ollama.request.ts';
import { readCompactionRequest, readInputTokensRequest, readResponsesRequest } from './responses.request.ts';
import type { Surface } from './surface.ts';

const { messages, responses, completions, ollama_chat: ollamaChat, ollama_generate: ollamaGenerate } = CODECS;

/** Errors as OpenAI writes them. */
const OPENAI_ERRORS = {
  errorStatus: (error: GatewayError) => error.httpStatus,
  errorBody: (error: GatewayError) => error.toBody(),
  errorEvent: (error: GatewayError) => `data: ${JSON.stringify(error.toBody())}\n\n`,
};

const PLAIN = {
  cleanFor: null,
  detour: null,
  isJsonLines: false,
  idleAnswer: null,
  isForOlderModels: false,
  choice: 'routed',
  hasFinishReason: true,
  sendsRequestId: false,
  isBooked: true,
  writeCount: null,
} as const;

/** The canonical form: nothing is translated. */
export const CHAT: Surface = Object.freeze({
  id: 'chat_completions',
  path: '/chat/completions',
  read: null,
  codec: null,
  ...PLAIN,
  ...OPENAI_ERRORS,
});

/** Vectors of different models cannot be compared, so the model that was named answers, at whatever provider has it. */
const EMBEDDINGS: Surface = Object.freeze({
  id: 'embeddings',
  path: '/embeddings',
  read: readEmbeddingsRequest,
  codec: null,
  ...PLAIN,
  choice: 'as_named',
  hasFinishReason: false,
  ...OPENAI_ERRORS,
});

/** Counting generates nothing and costs nothing: there is no row. */
const COUNT_TOKENS: Surface = Object.freeze({
  ...translated('/messages/count_tokens', messages),
  id: 'count_tokens',
  read: readCountRequest,
  codec: null,
  sendsRequestId: true,
  hasFinishReason: false,
  choice: 'counted',
  isBooked: false,
  writeCount: (inputTokens: number) => ({ input_tokens: inputTokens }),
});

/** A long conversation made short. Only the provider can read what stands for it, so only it can write it. */
const RESPONSES_COMPACT: Surface = Object.freeze({
  ...translated('/responses/compact', responses),
  id: 'responses_compact',
  read: readCompactionRequest,
  codec: null,
  cleanFor: withoutForeignThoughts,
  hasFinishReason: false,
});

const RESPONSES_INPUT_TOKENS: Surface = Object.freeze({
  ...translated('/responses/input_tokens', responses),
  id: 'responses_input_tokens',
  read: readInputTokensRequest,
  codec: null,
  cleanFor: withoutForeignThoughts,
  hasFinishReason: false,
  choice: 'counted',
  isBooked: false,
  writeCount: (inputTokens: number) => ({ object: 'response.input_tokens', input_tokens: inputTokens }),
});

/** Judgements of different models have different scales, so the model that was named judges. */
const MODERATIONS: Surface = Object.freeze({
  ...EMBEDDINGS,
  id: 'moderations',
  path: '/moderations',
  read: readModerationRequest,
});

/** Ollama's own API. Its clients put `/api` behind the address themselves. */
const OLLAMA = { isJsonLines: true, idleAnswer } as const;
const OLLAMA_CHAT = translated('/api/chat', ollamaChat, OLLAMA);
const OLLAMA_EMBED: Surface = Object.freeze({
  ...translated('/api/embed', ollamaChat, OLLAMA),
  id: 'ollama_embed',
  codec: null,
  choice: 'as_named',
  hasFinishReason: false,
  ...EMBED,
});

/** All surfaces, the most used first. */
export const SURFACES: readonly Surface[] = Object.freeze([
  CHAT,
  translated('/messages', messages, { sendsRequestId: true }),
  translated('/responses', responses, { read: readResponsesRequest, cleanFor: withoutForeignThoughts }),
  EMBEDDINGS,
  translated('/completions', completions, { isForOlderModels: true }),
  COUNT_TOKENS,
  RESPONSES_INPUT_TOKENS,
  RESPONSES_COMPACT,
  MODERATIONS,
  OLLAMA_CHAT,
  translated('/api/generate', ollamaGenerate, OLLAMA),
  OLLAMA_EMBED,
  Object.freeze({ ...OLLAMA_EMBED, id: 'ollama_embeddings', path: '/api/embeddings', ...EMBEDDING }),
]);

const BY_PATH: ReadonlyMap<string, Surface> = new Map(
  SURFACES.flatMap((surface) => [
    [surface.path, surface],
    [`/v1${surface.path}`, surface],
  ]),
);

/** The surface that a path belongs to, query and a slash at the end left out by the caller; null = none. */
export function surfaceOfPath(path: string): Surface | null {
  return BY_PATH.get(path) ?? null;
}

/** The surface that any URL belongs to; where it is no surface's, for errors, that of the clients who ask there. */
export function surfaceOfUrl(url: string): Surface {
  const query = url.indexOf('?');
  const path = query < 0 ? url : url.slice(0, query);
  const found = surfaceOfPath(path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path);
  return found ?? (OF_OLLAMA.test(path) ? OLLAMA_CHAT : CHAT);
}

const OF_OLLAMA = /^(?:\/v1)?\/api\//;

function translated(path: string, codec: SurfaceCodec, differences: Partial<Surface> = {}): Surface {
  return Object.freeze({
    id: codec.id,
    path,
    read: (body) => codec.toChat(body),
    codec,
    ...PLAIN,
    errorStatus: (error) => codec.errorStatus(error),
    errorBody: (error, requestId) => codec.errorBody(error, requestId),
    errorEvent: (error, requestId) => codec.errorEvent(error, requestId),
    ...differences,
  } satisfies Surface);
}
