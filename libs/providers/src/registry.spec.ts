import { describe, expect, it } from 'vitest';
import { createAdapterRegistry } from './registry.ts';

describe('the registry', () => {
  const registry = createAdapterRegistry();

  it('knows each provider by the id of its adapter', () => {
    expect(registry.ids).toEqual(['openai', 'anthropic', 'groq', 'ollama', 'vllm']);
    for (const id of registry.ids) expect(registry.get(id)?.id).toBe(id);
  });

  it.each(['', 'OpenAI', 'constructor', '__proto__'])('has nothing for %j', (id) => {
    expect(registry.get(id)).toBeNull();
  });
});
