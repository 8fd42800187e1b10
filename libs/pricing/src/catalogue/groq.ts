import type { ModelCapabilities } from '@llm-cost-optimizer/contracts';
import type { CatalogueModel, Day } from './model.ts';

const PROVIDER = 'groq';
const CHECKED: Day = '2026-11-23';
const BUNDLED = 'npm:@pydantic/genai-prices@0.1.8';
const MODELS_PAGE = 'https://console.groq.com/docs/models';
/** Groq shut its Llama models down on this day; price tables and SDK types elsewhere still list them. */
const LLAMA_END: Day = '2026-08-16';
const LLAMA = { family: 'llama-3', factor: '1.1' } as const;

const GPT_OSS: ModelCapabilities = {
  contextTokens: 131_072,
  maxInputTokens: null,
  maxOutputTokens: 65_536,
  acceptsImages: false,
  acceptsTools: true,
  acceptsJsonSchema: true,
  isReasoning: true,
  rejectedParameters: [],
  reasoningEfforts: ['low', 'medium', 'high'],
  acceptsSamplingWithoutReasoning: false,
  acceptsPrefill: true,
  // Documented as 128 to 1,024 by model (console.groq.com/docs/prompt-caching): the most cautious.
  promptCaching: { kind: 'automatic', minTokens: 1_024 },
};

const LLAMA_CHAT: ModelCapabilities = {
  ...GPT_OSS,
  maxOutputTokens: null,
  acceptsJsonSchema: false,
  isReasoning: false,
  rejectedParameters: ['reasoning_effort'],
  reasoningEfforts: null,
};

const BASE = { provider: PROVIDER, kind: 'chat', serviceTiers: [], checkedOn: CHECKED } as const;
const NO_WRITES = { cacheWrite: null, cacheWriteLong: null } as const;

const CURRENT: readonly CatalogueModel[] = [
  {
    ...BASE,
    model: 'openai/gpt-oss-20b',
    status: 'active',
    releasedOn: null,
    retiresOn: null,
    successor: null,
    capabilities: GPT_OSS,
    tokenizer: { family: 'o200k', factor: '1' },
    prices: [
      {
        validFrom: null,
        validUntil: null,
        rates: { input: '0.075', output: '0.30', cacheRead: '0.0375', ...NO_WRITES },
        long: null,
      },
    ],
    sources: [BUNDLED, MODELS_PAGE],
  },
  {
    ...BASE,
    model: 'openai/gpt-oss-120b',
    status: 'active',
    releasedOn: null,
    retiresOn: null,
    successor: null,
    capabilities: GPT_OSS,
    tokenizer: { family: 'o200k', factor: '1' },
    prices: [
      {
        validFrom: null,
        validUntil: null,
        rates: { input: '0.15', output: '0.60', cacheRead: '0.075', ...NO_WRITES },
        long: null,
      },
    ],
    sources: [BUNDLED, MODELS_PAGE],
  },
  {
    ...BASE,
    model: 'qwen/qwen3.6-27b',
    status: 'active',
    releasedOn: null,
    retiresOn: null,
    successor: null,
    // Thinking can only be switched on or off.
    capabilities: {
      ...GPT_OSS,
      maxOutputTokens: 16_384,
      acceptsImages: true,
      acceptsJsonSchema: false,
      reasoningEfforts: ['none', 'default'],
    },
    tokenizer: { family: 'qwen-3', factor: '1.1' },
    prices: [
      {
        validFrom: null,
        validUntil: null,
        rates: { input: '0.60', output: '3.00', cacheRead: null, ...NO_WRITES },
        long: null,
      },
    ],
    sources: ['https://console.groq.com/docs/model/qwen/qwen3.6-27b'],
  },
];

/** [model, shutdown (null = earlier, day not recorded), successor]. */
const ENDED: readonly (readonly [string, Day | null, string])[] = [
  ['llama-3.1-8b-instant', LLAMA_END, 'openai/gpt-oss-20b'],
  ['llama-3.3-70b-versatile', LLAMA_END, 'openai/gpt-oss-120b'],
  ['llama-3.1-70b-versatile', null, 'openai/gpt-oss-120b'],
  ['llama3-8b-8192', null, 'openai/gpt-oss-20b'],
  ['llama3-70b-8192', null, 'openai/gpt-oss-120b'],
  ['llama2-70b-4096', null, 'openai/gpt-oss-120b'],
  ['mixtral-8x7b-32768', null, 'openai/gpt-oss-20b'],
  ['gemma-7b-it', null, 'openai/gpt-oss-20b'],
  ['gemma2-9b-it', null, 'openai/gpt-oss-20b'],
];

/** Groq's models. Ids contain a slash (`openai/gpt-oss-20b`) and mean Groq's own offer, with its own price. */
export const GROQ_MODELS: readonly CatalogueModel[] = [
  ...CURRENT,
  ...ENDED.map(
    ([model, retiresOn, successor]): CatalogueModel => ({
      ...BASE,
      model,
      status: 'retired',
      releasedOn: null,
      retiresOn,
      successor,
      capabilities: LLAMA_CHAT,
      tokenizer: LLAMA,
      prices: [],
      sources: [BUNDLED, MODELS_PAGE],
    }),
  ),
];
