/** Fields of chat completions (openai-openapi 2.3.0 and the client 7.57.0, 2026-11-23); others are answered with 400. */
export const OPENAI_FIELDS: ReadonlySet<string> = new Set(
  (
    'audio frequency_penalty function_call functions logit_bias logprobs max_completion_tokens max_tokens messages metadata ' +
    'modalities model moderation n parallel_tool_calls prediction presence_penalty prompt_cache_key prompt_cache_options ' +
    'prompt_cache_retention reasoning_effort response_format safety_identifier seed service_tier stop store stream ' +
    'stream_options temperature tool_choice tools top_logprobs top_p user verbosity web_search_options'
  ).split(' '),
);

/** Clients append answers as they came, with fields of other providers (`reasoning`, `annotations`) in them. */
export const OPENAI_MESSAGE_FIELDS: ReadonlySet<string> = new Set(
  'role content name refusal audio tool_calls tool_call_id function_call'.split(' '),
);
