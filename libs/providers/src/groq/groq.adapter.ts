import type { ProviderAdapter } from '@llm-cost-optimizer/contracts';
import { createChatAdapter } from '../openai-compatible/openai-compatible.adapter.ts';

/** Fields of Groq's chat completions (groq-sdk 1.6.0, and `stream_options`, which the API takes); others get a 400. */
const FIELDS = new Set(
  (
    'citation_options compound_custom disable_tool_validation documents exclude_domains frequency_penalty function_call ' +
    'functions include_domains include_reasoning logit_bias logprobs max_completion_tokens max_tokens messages metadata model n ' +
    'parallel_tool_calls presence_penalty reasoning_effort reasoning_format response_format search_settings seed service_tier ' +
    'stop store stream stream_options temperature tool_choice tools top_logprobs top_p user'
  ).split(' '),
);

/** Groq refuses messages with OpenAI's further fields (`property 'annotations' is unsupported`). */
const MESSAGE_FIELDS = new Set('role content name reasoning tool_calls tool_call_id function_call'.split(' '));

/** Groq. Base URL with `/openai/v1`. Usage of streams stands in `x_groq.usage` too; the common decoder reads both. */
export function createGroqAdapter(options: { readonly now?: () => number } = {}): ProviderAdapter {
  return createChatAdapter({
    id: 'groq',
    dialect: {
      fields: FIELDS,
      messageFields: MESSAGE_FIELDS,
      hasDeveloperRole: false,
      maxTokensField: 'as_sent',
    },
    ...options,
  });
}
