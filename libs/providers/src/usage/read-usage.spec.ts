import { NO_USAGE } from '@llm-cost-optimizer/contracts';
import { describe, expect, it } from 'vitest';
import { readUsage } from './read-usage.ts';

describe('readUsage', () => {
  it.each([
    {
      name: 'Chat Completions',
      provider: 'openai',
      sent: { prompt_tokens: 100, completion_tokens: 20, prompt_tokens_details: { cached_tokens: 64 } },
      usage: { promptTokens: 100, cachedTokens: 64, completionTokens: 20 },
    },
    {
      name: 'Responses',
      provider: 'openai',
      sent: { input_tokens: 100, output_tokens: 20, input_tokens_details: { cached_tokens: 64 } },
      usage: { promptTokens: 100, cachedTokens: 64, completionTokens: 20 },
    },
    {
      name: 'Messages: reads and writes are added',
      provider: 'anthropic',
      sent: { input_tokens: 10, cache_read_input_tokens: 1_000, cache_creation_input_tokens: 100, output_tokens: 5 },
      usage: { promptTokens: 1_110, cachedTokens: 1_000, cacheWriteTokens: 100, completionTokens: 5 },
    },
    {
      name: 'Messages at another provider, told by its fields',
      provider: 'bedrock',
      sent: { input_tokens: 10, cache_read_input_tokens: 1_000, output_tokens: 5 },
      usage: { promptTokens: 1_010, cachedTokens: 1_000 },
    },
    {
      name: 'Messages, flattened by an export',
      provider: 'anthropic',
      sent: {
        input_tokens: 1,
        'cache_creation.ephemeral_1h_input_tokens': 30,
        cache_creation_input_tokens: 50,
        output_tokens: 5,
      },
      usage: { promptTokens: 51, cacheWriteTokens: 20, cacheWriteLongTokens: 30 },
    },
    {
      name: "Groq's stream",
      provider: 'groq',
      sent: { x_groq: { usage: { prompt_tokens: 7, completion_tokens: 2 } } },
      usage: { promptTokens: 7, completionTokens: 2 },
    },
    {
      name: "Ollama's own API",
      provider: 'ollama',
      sent: { model: 'qwen3', prompt_eval_count: 9, eval_count: 4 },
      usage: { promptTokens: 9, completionTokens: 4 },
    },
    {
      name: 'a whole answer of Responses with its tools and its retention',
      provider: 'openai',
      sent: {
        usage: { input_tokens: 9, output_tokens: 4, input_tokens_details: { cache_write_tokens: 8 } },
        output: [{ type: 'web_search_call' }, { type: 'message', content: [] }],
        prompt_cache_retention: '12h',
      },
      usage: { promptTokens: 9, cacheWriteLongTokens: 8, serverToolRequests: { web_search: 1 } },
    },
    {
      name: 'zeros that are stated',
      provider: 'openai',
      sent: { prompt_tokens: 0, completion_tokens: 0 },
      usage: NO_USAGE,
    },
  ])('reads $name', ({ sent, provider, usage }) => {
    expect(readUsage(sent, provider)?.usage).toMatchObject(usage);
    if ('x_groq' in sent) return;
    expect(readUsage({ usage: sent, ...sent }, provider)?.usage).toMatchObject(usage);
  });

  it('tells the tier and the region wherever they stand', () => {
    const usage = { input_tokens: 1, output_tokens: 1, service_tier: 'batch', inference_geo: 'us' };
    expect(readUsage({ usage }, 'anthropic')).toMatchObject({ serviceTier: 'batch', region: 'us' });
    const chat = { service_tier: 'flex', usage: { prompt_tokens: 1, completion_tokens: 1 } };
    expect(readUsage(chat, 'openai')).toMatchObject({ serviceTier: 'flex', region: null });
  });

  it.each([
    null,
    [],
    'usage',
    {},
    { usage: null },
    { prompt_tokens: -1, completion_tokens: 2 },
    { prompt_tokens: 'x' },
  ])('takes %j for no usage rather than for zero', (sent) => {
    expect(readUsage(sent, 'openai')).toBeNull();
  });
});
