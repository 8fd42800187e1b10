import type { ChatBody } from '@llm-cost-optimizer/contracts';
import {
  answerHead,
  asksForNothing,
  encodeOllamaEmbed,
  encodeOllamaEmbeddings,
  type OllamaEmbedding,
  readOllamaEmbed,
  readOllamaEmbeddings,
} from '@llm-cost-optimizer/surfaces';
import { ownFieldsOf } from './own-fields.ts';
import type { Fields, Surface, SurfaceRequest } from './surface.ts';

const NATIVE_ONLY = [{ field: 'input', reason: 'Only embedding models make vectors.' }];

/** `POST /api/embed`: what it has of its own, and how it becomes OpenAI's embeddings. */
export const EMBED: Pick<Surface, 'read' | 'detour' | 'idleAnswer'> = {
  read: (body) => requestOf(body, readOllamaEmbed(body)),
  detour: { surface: 'embeddings', toBody: (source) => readOllamaEmbed(source).body, encodeAnswer: encodeOllamaEmbed },
  idleAnswer: null,
};

/** `POST /api/embeddings`, the older one. */
export const EMBEDDING: Pick<Surface, 'read' | 'detour'> = {
  read: (body) => requestOf(body, readOllamaEmbeddings(body)),
  detour: {
    surface: 'embeddings',
    toBody: (source) => readOllamaEmbeddings(source).body,
    encodeAnswer: encodeOllamaEmbeddings,
  },
};

/** What Ollama says when it has loaded or unloaded a model; other models are always there. */
export const idleAnswer: NonNullable<Surface['idleAnswer']> = (body, answer) => {
  if (!asksForNothing(body)) return null;
  const words = 'messages' in body ? { message: { role: 'assistant', content: '' } } : { response: '' };
  return { ...answerHead(answer), ...words, done: true, done_reason: body.keep_alive === 0 ? 'unload' : 'load' };
};

/** It has no canonical form: `chat` stands for it where size, options and user are read. */
function requestOf(source: Fields, { model, texts, adapted }: OllamaEmbedding): SurfaceRequest {
  const chat: ChatBody = { ...ownFieldsOf(source), model, messages: [{ role: 'user', content: texts.join('\n') }] };
  return { chat, extended: null, adapted, unsupported: NATIVE_ONLY, source };
}
