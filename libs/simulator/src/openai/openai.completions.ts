import type { Problem, Wire } from '../server/wire.ts';
import { OPENAI_COMMON, openAiChat } from './openai.chat.ts';
import { badRequest } from './openai.problems.ts';

const CHAT_MODEL: Problem = {
  ...badRequest(
    'This is a chat model and not supported in the v1/completions endpoint. Did you mean to use v1/chat/completions?',
    'model',
  ),
  status: 404,
};

/** OpenAI's old completions: the last models that had them were shut down in 2026, so every model is refused. */
export const openAiCompletions: Wire = {
  ...openAiChat,
  ...OPENAI_COMMON,
  kind: 'completions',
  read: (body) =>
    typeof body.model === 'string' ? CHAT_MODEL : badRequest('you must provide a model parameter', null, null),
};
