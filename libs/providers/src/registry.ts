import type { ProviderAdapter } from '@llm-cost-optimizer/contracts';
import { createAnthropicAdapter } from './anthropic/anthropic.adapter.ts';
import { createGroqAdapter } from './groq/groq.adapter.ts';
import { createOllamaAdapter } from './ollama/ollama.adapter.ts';
import { createOpenAiAdapter } from './openai/openai.adapter.ts';
import { createVllmAdapter } from './vllm/vllm.adapter.ts';

/** The adapters by provider id. */
export interface AdapterRegistry {
  /** Null when no adapter has that id. */
  get(id: string): ProviderAdapter | null;
  readonly ids: readonly string[];
}

/** All providers that the product can call. */
export function createAdapterRegistry(): AdapterRegistry {
  const all = [
    createOpenAiAdapter(),
    createAnthropicAdapter(),
    createGroqAdapter(),
    createOllamaAdapter(),
    createVllmAdapter(),
  ];
  const adapters = new Map(all.map((adapter) => [adapter.id, adapter]));
  return { get: (id) => adapters.get(id) ?? null, ids: [...adapters.keys()] };
}
