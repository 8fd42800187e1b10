import type { ProviderAdapter } from '@llm-cost-optimizer/contracts';
import { createAnthropicAdapter } from './anthropic/anthropic.adapter.ts';
import { createGroqAdapter } from './groq/groq.adapter.ts';
import { createOllamaAdapter } from './ollama/ollama.adapter.ts';
import { createOpenAiAdapter } from './openai/openai.adapter.ts';
import { createOpenAiCompatibleAdapter, type GenericProvider } from './openai-compatible/generic.adapter.ts';
import { createVllmAdapter } from './vllm/vllm.adapter.ts';

/** The adapters by provider id. */
export interface AdapterRegistry {
  /** Null when no adapter has that id. */
  get(id: string): ProviderAdapter | null;
  readonly ids: readonly string[];
}

/**
 * All providers that the product can call: those with a folder of their own, then the described ones. Throws when
 * two have the same id.
 */
export function createAdapterRegistry(
  options: { readonly generic?: readonly GenericProvider[] } = {},
): AdapterRegistry {
  const all = [
    createOpenAiAdapter(),
    createAnthropicAdapter(),
    createGroqAdapter(),
    createOllamaAdapter(),
    createVllmAdapter(),
    ...(options.generic ?? []).map(createOpenAiCompatibleAdapter),
  ];
  const adapters = new Map<string, ProviderAdapter>();
  for (const adapter of all) {
    if (adapters.has(adapter.id)) throw new Error(`There are two providers with the id "${adapter.id}".`);
    adapters.set(adapter.id, adapter);
  }
  return { get: (id) => adapters.get(id) ?? null, ids: [...adapters.keys()] };
}
