import type { JsonRecord } from '../generator/json.ts';

/** Fields of OpenAI's chat completions (openai-openapi 2.3.0 and the client 7.57.0). */
export const OPENAI_CHAT_FIELDS: ReadonlySet<string> = new Set(
  (
    'audio frequency_penalty function_call functions logit_bias logprobs max_completion_tokens max_tokens messages metadata ' +
    'modalities model moderation n parallel_tool_calls prediction presence_penalty prompt_cache_key prompt_cache_options ' +
    'prompt_cache_retention reasoning_effort response_format safety_identifier seed service_tier stop store stream ' +
    'stream_options temperature tool_choice tools top_logprobs top_p user verbosity web_search_options'
  ).split(' '),
);

/** Fields of OpenAI's Responses API. */
export const OPENAI_RESPONSES_FIELDS: ReadonlySet<string> = new Set(
  (
    'access_programs background context_management conversation image include input instructions max_output_tokens max_tool_calls metadata model ' +
    'moderation parallel_tool_calls previous_response_id prompt prompt_cache_key prompt_cache_options prompt_cache_retention ' +
    'reasoning safety_identifier service_tier store stream stream_options temperature text tool_choice tools top_logprobs ' +
    'top_p truncation user'
  ).split(' '),
);

/** The first field of a body that is not in the set; null = all are known. */
export function firstUnknownField(body: JsonRecord, known: ReadonlySet<string>): string | null {
  for (const field in body) if (!known.has(field)) return field;
  return null;
}
