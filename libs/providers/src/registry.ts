import type { ProviderAdapter } from '@llm-cost-optimizer/contracts';
import { createOpenAiAdapter } from './openai/openai.adapter.ts';

/** The adapters by provider id. */
export interface AdapterRegistry {
  /** Null when no adapter has that id. */
  get(id: string): ProviderAdapter | null;
  readonly ids: readonly string[];
}

/** All providers that the product can call. */
export function createAdapterRegistry(): AdapterRegistry {
  const adapters = new Map([createOpenAiAdapter()].map((adapter) => [adapter.id, adapter]));
  return { get: (id) => adapters.get(id) ?? null, ids: [...adapters.keys()] };
}
