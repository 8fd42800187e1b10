import { providerQuirksSchema } from '@llm-cost-optimizer/contracts';
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

  it('knows described providers after them', () => {
    const quirks = providerQuirksSchema.parse({});
    const all = createAdapterRegistry({ generic: [{ id: 'openrouter', displayName: 'OpenRouter', quirks }] });
    expect(all.ids).toEqual([...registry.ids, 'openrouter']);
    expect(all.get('openrouter')).toMatchObject({ id: 'openrouter', displayName: 'OpenRouter' });
  });

  it('refuses two providers with one id', () => {
    const quirks = providerQuirksSchema.parse({});
    expect(() => createAdapterRegistry({ generic: [{ id: 'openai', quirks }] })).toThrow('"openai"');
  });

  it.each([
    [
      'openai',
      ['responses', 'responses_compact', 'responses_input_tokens', 'completions', 'embeddings', 'moderations'],
    ],
    ['anthropic', ['messages', 'count_tokens']],
    ['groq', []],
    ['ollama', ['completions', 'embeddings', 'ollama_chat', 'ollama_generate', 'ollama_embed', 'ollama_embeddings']],
    ['vllm', ['completions', 'embeddings']],
  ])('says which client APIs %s speaks besides chat', (id, surfaces) => {
    expect(Object.keys(registry.get(id)?.native ?? {})).toEqual(surfaces);
  });
});
