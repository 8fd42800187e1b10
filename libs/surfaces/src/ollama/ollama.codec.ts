import type { SurfaceCodec, SurfaceId, SurfaceRequest } from '../surface.ts';
import { encodeOllamaAnswer, ollamaUsage } from './ollama.answer.ts';
import { collectOllama, replayOllama } from './ollama.collect.ts';
import { errorLine, ollamaErrorBody } from './ollama.errors.ts';
import { type AnswerForm, CHAT_FORM, GENERATE_FORM } from './ollama.form.ts';
import { readOllamaChat, readOllamaGenerate } from './ollama.request.ts';
import { OllamaStream } from './ollama.stream.ts';

/** `POST /api/chat`. */
export const ollamaChatCodec: SurfaceCodec = codecOf('ollama_chat', CHAT_FORM, readOllamaChat);
/** `POST /api/generate`. */
export const ollamaGenerateCodec: SurfaceCodec = codecOf('ollama_generate', GENERATE_FORM, readOllamaGenerate);

function codecOf(id: SurfaceId, form: AnswerForm, toChat: (body: unknown) => SurfaceRequest): SurfaceCodec {
  return {
    id,
    // A space that the next line begins with: an empty line is no JSON, and clients say so.
    keepAlive: ' ',
    toChat,
    encodeAnswer: (answer, facts, end) => encodeOllamaAnswer(form, answer, facts, end),
    openStream: (facts) => new OllamaStream(form, facts),
    usage: ollamaUsage,
    errorStatus: (error) => error.httpStatus,
    errorBody: ollamaErrorBody,
    errorEvent: errorLine,
    collect: (sent) => collectOllama(form, sent),
    replay: (answer, extras) => replayOllama(form, answer, extras),
  };
}
