import type { GatewayError } from '@llm-cost-optimizer/contracts';
import { SURFACES as CODECS, type SurfaceCodec } from '@llm-cost-optimizer/surfaces';
import type { Surface } from './surface.ts';

const { messages } = CODECS;

/** Errors as OpenAI writes them. */
const OPENAI_ERRORS = {
  errorStatus: (error: GatewayError) => error.httpStatus,
  errorBody: (error: GatewayError) => error.toBody(),
  errorEvent: (error: GatewayError) => `data: ${JSON.stringify(error.toBody())}\n\n`,
};

/** The canonical form: nothing is translated. */
export const CHAT: Surface = Object.freeze({
  id: 'chat_completions',
  path: '/chat/completions',
  read: null,
  codec: null,
  hasFinishReason: true,
  sendsRequestId: false,
  isBooked: true,
  ...OPENAI_ERRORS,
});

/** All surfaces, the most used first. */
export const SURFACES: readonly Surface[] = Object.freeze([
  CHAT,
  translated('/messages', messages, { sendsRequestId: true }),
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

/** The surface that any URL belongs to; OpenAI's chat where it is no surface's, for errors. */
export function surfaceOfUrl(url: string): Surface {
  const query = url.indexOf('?');
  const path = query < 0 ? url : url.slice(0, query);
  return surfaceOfPath(path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path) ?? CHAT;
}

function translated(path: string, codec: SurfaceCodec, { sendsRequestId }: { sendsRequestId: boolean }): Surface {
  return Object.freeze({
    id: codec.id,
    path,
    read: (body) => codec.toChat(body),
    codec,
    hasFinishReason: true,
    sendsRequestId,
    isBooked: true,
    errorStatus: (error) => codec.errorStatus(error),
    errorBody: (error, requestId) => codec.errorBody(error, requestId),
    errorEvent: (error, requestId) => codec.errorEvent(error, requestId),
  } satisfies Surface);
}
