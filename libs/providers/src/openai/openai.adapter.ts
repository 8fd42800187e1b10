import type { ProviderAdapter } from '@llm-cost-optimizer/contracts';
import { createChatAdapter } from '../openai-compatible/openai-compatible.adapter.ts';
import { OPENAI_FIELDS, OPENAI_MESSAGE_FIELDS } from '../openai-compatible/openai-fields.ts';

/** OpenAI. Base URL with `/v1`. */
export function createOpenAiAdapter(options: { readonly now?: () => number } = {}): ProviderAdapter {
  return createChatAdapter({
    id: 'openai',
    dialect: {
      fields: OPENAI_FIELDS,
      messageFields: OPENAI_MESSAGE_FIELDS,
      hasDeveloperRole: true,
      maxTokensField: 'by_model',
    },
    surfaces: ['responses', 'responses_compact', 'responses_input_tokens', 'completions', 'embeddings', 'moderations'],
    ...options,
  });
}
