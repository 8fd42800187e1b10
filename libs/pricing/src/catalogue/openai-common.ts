import type { ModelCapabilities, PromptCachingAbility } from '@llm-cost-optimizer/contracts';
import type { Day } from './model.ts';

/** Provider id. */
export const PROVIDER = 'openai';
/** Day on which the facts of these files were compared with their sources. */
export const CHECKED: Day = '2026-11-23';
/** OpenAI's list of shutdowns. */
export const DEPRECATIONS = 'https://developers.openai.com/api/docs/deprecations';
/** Price data that come with the library. */
export const BUNDLED = 'npm:@pydantic/genai-prices@0.1.8';

/** GPT-6 models take these only while they do not reason. */
const SAMPLING = ['temperature', 'top_p', 'logprobs', 'top_logprobs'] as const;
/** The older models do not know the parameter and answer 400. */
const NO_EFFORT = ['reasoning_effort'] as const;
/** Efforts of the GPT-6 family, weakest first. */
export const EFFORTS_FROM_NONE = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const;
/** Tokenizer since gpt-4o. */
export const O200K = { family: 'o200k', factor: '1' } as const;
/** Tokenizer before gpt-4o. */
export const CL100K = { family: 'cl100k', factor: '1' } as const;

/** Beginnings of 1,024 tokens and more, since gpt-4o (developers.openai.com/api/docs/guides/prompt-caching). */
const AUTOMATIC: PromptCachingAbility = { kind: 'automatic', minTokens: 1_024 };

/**
 * OpenAI answers requests that end with an assistant message instead of refusing them, hence `acceptsPrefill`.
 * Input limit of the whole GPT-6 family: window less the longest answer.
 */
export const GPT_6: ModelCapabilities = {
  contextTokens: 1_050_000,
  maxInputTokens: 922_000,
  maxOutputTokens: 128_000,
  acceptsImages: true,
  acceptsTools: true,
  acceptsJsonSchema: true,
  isReasoning: true,
  rejectedParameters: SAMPLING,
  reasoningEfforts: EFFORTS_FROM_NONE,
  acceptsSamplingWithoutReasoning: true,
  acceptsPrefill: true,
  promptCaching: AUTOMATIC,
};

/** Models of the gpt-4o generation: no reasoning, no effort parameter. */
export const PLAIN: ModelCapabilities = {
  contextTokens: 128_000,
  maxInputTokens: null,
  maxOutputTokens: 16_384,
  acceptsImages: true,
  acceptsTools: true,
  acceptsJsonSchema: true,
  isReasoning: false,
  rejectedParameters: NO_EFFORT,
  reasoningEfforts: null,
  acceptsSamplingWithoutReasoning: false,
  acceptsPrefill: true,
  promptCaching: AUTOMATIC,
};

/** Models before `json_schema` and images. */
export const EARLY: ModelCapabilities = {
  ...PLAIN,
  contextTokens: 8_192,
  maxOutputTokens: 8_192,
  acceptsImages: false,
  acceptsJsonSchema: false,
};

/** Models of the GPT-5 generation. */
export const GPT_5: ModelCapabilities = {
  ...GPT_6,
  contextTokens: 400_000,
  maxInputTokens: 272_000,
  reasoningEfforts: ['minimal', 'low', 'medium', 'high'],
  acceptsSamplingWithoutReasoning: false,
};

/** The o models. */
export const O_SERIES: ModelCapabilities = {
  ...GPT_5,
  contextTokens: 200_000,
  maxInputTokens: null,
  maxOutputTokens: 100_000,
  reasoningEfforts: ['low', 'medium', 'high'],
};
