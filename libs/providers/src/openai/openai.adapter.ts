import type { ProviderAdapter } from '@llm-cost-optimizer/contracts';
import { createChatAdapter } from '../openai-compatible/openai-compatible.adapter.ts';

/** Fields of chat completions (openai-openapi 2.3.0 and the client 7.57.0, 2026-11-23); others are answered with 400. */
const FIELDS = new Set(
  (
    'audio frequency_penalty function_call functions logit_bias logprobs max_completion_tokens max_tokens messages metadata ' +
    'modalities model moderation n parallel_tool_calls prediction presence_penalty prompt_cache_key prompt_cache_options ' +
    'prompt_cache_retention reasoning_effort response_format safety_identifier seed service_tier stop store stream ' +
    'stream_options temperature tool_choice tools top_logprobs top_p user verbosity web_search_options'
  ).split(' '),
);

/** Clients append answers as they came, with fields of other providers (`reasoning`, `annotations`) in them. */
const MESSAGE_FIELDS = new Set('role content name refusal audio tool_calls tool_call_id function_call'.split(' '));

/** OpenAI. Base URL with `/v1`. */
export function createOpenAiAdapter(options: { readonly now?: () => number } = {}): ProviderAdapter {
  return createChatAdapter({
    id: 'openai',
    dialect: {
      path: '/chat/completions',
      fields: FIELDS,
      messageFields: MESSAGE_FIELDS,
      hasDeveloperRole: true,
      renamesMaxTokens: true,
    },
    ...options,
  });
}
