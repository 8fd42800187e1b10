import type { Problem, Wire } from '../server/wire.ts';
import { readCompletionsRequest } from './completions.request.ts';
import { type CompletionsStyle, completionsBody, completionsStream } from './completions.response.ts';
import { ollamaChat, vllmChat } from './local.chat.ts';

/** The old completions of a server, which else behaves as in chat. */
function completionsWire(chat: Wire, style: CompletionsStyle): Wire {
  const problem = (message: string): Problem => ({ ...chat.badJson(), message });
  return {
    ...chat,
    kind: 'completions',
    read(body) {
      if (typeof body.model !== 'string' || body.model === '') return problem('model is required');
      return readCompletionsRequest(body) ?? problem('prompt is required');
    },
    plain: (reply) => completionsBody(reply, style),
    stream: (reply) => completionsStream(reply, style),
  };
}

/** Ollama's OpenAI-compatible completions. */
export const ollamaCompletions: Wire = completionsWire(ollamaChat, {
  extraHead: ',"system_fingerprint":"fp_ollama"',
  choiceExtra: {},
  hasNullUsage: false,
});

/** vLLM's OpenAI-compatible completions. */
export const vllmCompletions: Wire = completionsWire(vllmChat, {
  extraHead: '',
  choiceExtra: { stop_reason: null },
  hasNullUsage: true,
});
