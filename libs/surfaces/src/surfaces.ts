import { chatCompletionsCodec } from './chat-completions/chat-completions.codec.ts';
import { completionsCodec } from './completions/completions.codec.ts';
import { messagesCodec } from './messages/messages.codec.ts';
import { ollamaChatCodec, ollamaGenerateCodec } from './ollama/ollama.codec.ts';
import { responsesCodec } from './responses/responses.codec.ts';
import type { SurfaceCodec, SurfaceId } from './surface.ts';

/** The codec of every surface. They hold no state and may be shared by all requests. */
export const SURFACES: Readonly<Record<SurfaceId, SurfaceCodec>> = Object.freeze({
  chat_completions: chatCompletionsCodec,
  messages: messagesCodec,
  responses: responsesCodec,
  completions: completionsCodec,
  ollama_chat: ollamaChatCodec,
  ollama_generate: ollamaGenerateCodec,
});
