import type { ProviderAdapter } from '@llm-cost-optimizer/contracts';
import { createChatAdapter } from '../openai-compatible/openai-compatible.adapter.ts';
import { createOllamaWires } from './ollama.native.ts';

/**
 * Ollama over its OpenAI-compatible API, and over its own for clients that speak that. Base URL with or without `/v1`; a key
 * only where a proxy asks for one.
 */
export function createOllamaAdapter(options: { readonly now?: () => number } = {}): ProviderAdapter {
  return createChatAdapter({
    id: 'ollama',
    dialect: {
      fields: null,
      messageFields: null,
      hasDeveloperRole: false,
      maxTokensField: 'as_sent',
    },
    pathOf: (endpoint) => `/v1${endpoint}`,
    surfaces: ['completions', 'embeddings'],
    ownWires: createOllamaWires,
    ...options,
  });
}
