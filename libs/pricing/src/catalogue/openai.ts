import type { ModelCapabilities } from '@llm-cost-optimizer/contracts';
import type { CatalogueModel, Day, PriceRow, RateTable } from './model.ts';

const PROVIDER = 'openai';
const CHECKED: Day = '2026-11-23';
const LONG_PROMPT_TOKENS = 272_000;
const PAGES = 'https://developers.openai.com/api/docs/models/';
const DEPRECATIONS = 'https://developers.openai.com/api/docs/deprecations';
const BUNDLED = 'npm:@pydantic/genai-prices@0.1.8';
const LIMITS = 'https://github.com/anomalyco/models.dev';

/** GPT-6 models take these only while they do not reason. */
const SAMPLING = ['temperature', 'top_p', 'logprobs', 'top_logprobs'] as const;
/** The older models do not know the parameter and answer 400. */
const NO_EFFORT = ['reasoning_effort'] as const;
const EFFORTS_FROM_NONE = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const;
const O200K = { family: 'o200k', factor: '1' } as const;
const CL100K = { family: 'cl100k', factor: '1' } as const;

/**
 * OpenAI answers requests that end with an assistant message instead of refusing them, hence `acceptsPrefill`.
 * Input limit of the whole GPT-6 family: window less the longest answer.
 */
const GPT_6: ModelCapabilities = {
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
};

const PLAIN: ModelCapabilities = {
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
};

/** Models before `json_schema` and images. */
const EARLY: ModelCapabilities = {
  ...PLAIN,
  contextTokens: 8_192,
  maxOutputTokens: 8_192,
  acceptsImages: false,
  acceptsJsonSchema: false,
};

const GPT_5: ModelCapabilities = {
  ...GPT_6,
  contextTokens: 400_000,
  maxInputTokens: 272_000,
  reasoningEfforts: ['minimal', 'low', 'medium', 'high'],
  acceptsSamplingWithoutReasoning: false,
};

const O_SERIES: ModelCapabilities = {
  ...GPT_5,
  contextTokens: 200_000,
  maxInputTokens: null,
  maxOutputTokens: 100_000,
  reasoningEfforts: ['low', 'medium', 'high'],
};

const NO_WRITES = { cacheWrite: null, cacheWriteLong: null } as const;

function always(rates: RateTable, long: PriceRow['long'] = null): readonly PriceRow[] {
  return [{ validFrom: null, validUntil: null, rates, long }];
}

function longPrompt(rates: RateTable): PriceRow['long'] {
  return { overTokens: LONG_PROMPT_TOKENS, rates };
}

const CURRENT: readonly CatalogueModel[] = [
  {
    provider: PROVIDER,
    model: 'gpt-6-luna',
    kind: 'chat',
    status: 'active',
    releasedOn: '2026-09-22',
    retiresOn: null,
    successor: null,
    capabilities: GPT_6,
    tokenizer: O200K,
    prices: always(
      { input: '0.10', output: '0.50', cacheRead: '0.01', cacheWrite: '0.125', cacheWriteLong: null },
      longPrompt({ input: '0.20', output: '0.75', cacheRead: '0.02', cacheWrite: '0.25', cacheWriteLong: null }),
    ),
    serviceTiers: [],
    checkedOn: CHECKED,
    sources: ['https://docs.litellm.ai/blog/gpt_6_sol_luna', 'https://github.com/merefield/codexometer/releases'],
  },
  {
    provider: PROVIDER,
    model: 'gpt-6.1-terra',
    kind: 'chat',
    status: 'active',
    releasedOn: '2026-10-26',
    retiresOn: null,
    successor: null,
    capabilities: GPT_6,
    tokenizer: O200K,
    prices: always(
      { input: '1.00', output: '5.00', cacheRead: '0.05', cacheWrite: '1.25', cacheWriteLong: '2.50' },
      longPrompt({ input: '2.00', output: '7.50', cacheRead: '0.10', cacheWrite: '2.50', cacheWriteLong: '5.00' }),
    ),
    serviceTiers: [],
    checkedOn: CHECKED,
    sources: ['https://docs.litellm.ai/blog/gpt-6-1-terra'],
  },
  {
    provider: PROVIDER,
    model: 'gpt-6.2-sol',
    kind: 'chat',
    status: 'active',
    releasedOn: '2026-11-17',
    retiresOn: null,
    successor: null,
    // Refuses `reasoning_effort: none`, so there is no way to make it take sampling parameters.
    capabilities: { ...GPT_6, reasoningEfforts: EFFORTS_FROM_NONE.slice(1), acceptsSamplingWithoutReasoning: false },
    tokenizer: O200K,
    prices: always(
      { input: '2.00', output: '10.00', cacheRead: '0.10', cacheWrite: '2.50', cacheWriteLong: '5.00' },
      longPrompt({ input: '4.00', output: '15.00', cacheRead: '0.20', cacheWrite: '5.00', cacheWriteLong: '10.00' }),
    ),
    serviceTiers: [
      { tier: 'ultrafast', factor: '3', validFrom: null },
      { tier: 'ultrafast', factor: '6', validFrom: '2027-03-01' },
    ],
    checkedOn: CHECKED,
    sources: [`${PAGES}gpt-6.2-sol`, 'https://docs.laozhang.ai/en/announcements/gpt-6-2-2026-11.md'],
  },
  {
    provider: PROVIDER,
    model: 'gpt-6.2-astra',
    kind: 'chat',
    status: 'active',
    releasedOn: '2026-11-17',
    retiresOn: null,
    successor: null,
    capabilities: { ...GPT_6, reasoningEfforts: EFFORTS_FROM_NONE.slice(2), acceptsSamplingWithoutReasoning: false },
    tokenizer: O200K,
    // The long-prompt rule was not seen; it is taken from gpt-6.2-sol (x2, output x1.5) and marked so.
    prices: always(
      { input: '8.00', output: '40.00', cacheRead: '0.40', ...NO_WRITES },
      {
        overTokens: LONG_PROMPT_TOKENS,
        rates: { input: '16.00', output: '60.00', cacheRead: '0.80', ...NO_WRITES },
        isAssumed: true,
      },
    ),
    serviceTiers: [],
    checkedOn: CHECKED,
    sources: [
      'https://docs.laozhang.ai/en/announcements/gpt-6-2-2026-11.md',
      'https://github.com/BerriAI/litellm/discussions/52347',
    ],
  },
  {
    provider: PROVIDER,
    model: 'gpt-6.1-sol',
    kind: 'chat',
    status: 'legacy',
    releasedOn: '2026-09-29',
    retiresOn: null,
    successor: 'gpt-6.2-sol',
    // Tool calling works on the Responses API only.
    capabilities: {
      ...GPT_6,
      acceptsTools: false,
      reasoningEfforts: EFFORTS_FROM_NONE.slice(1),
      acceptsSamplingWithoutReasoning: false,
    },
    tokenizer: O200K,
    prices: always(
      { input: '2.00', output: '10.00', cacheRead: '0.10', ...NO_WRITES },
      longPrompt({ input: '4.00', output: '15.00', cacheRead: '0.20', ...NO_WRITES }),
    ),
    serviceTiers: [],
    checkedOn: CHECKED,
    sources: ['https://docs.litellm.ai/blog/gpt_6_1_sol', 'https://github.com/BerriAI/litellm/discussions/43742'],
  },
  {
    provider: PROVIDER,
    model: 'gpt-4o-mini',
    kind: 'chat',
    status: 'legacy',
    releasedOn: '2024-07-18',
    retiresOn: '2027-01-14',
    successor: 'gpt-6-luna',
    capabilities: PLAIN,
    tokenizer: O200K,
    prices: always({ input: '0.15', output: '0.60', cacheRead: '0.075', ...NO_WRITES }),
    serviceTiers: [],
    checkedOn: CHECKED,
    sources: [BUNDLED, LIMITS, DEPRECATIONS],
  },
  {
    provider: PROVIDER,
    model: 'gpt-4o',
    kind: 'chat',
    status: 'legacy',
    releasedOn: '2024-05-13',
    retiresOn: '2027-01-14',
    // Sources differ between gpt-6-luna and gpt-6.1-sol; the everyday model is nearest in price and ability.
    successor: 'gpt-6.2-sol',
    capabilities: PLAIN,
    tokenizer: O200K,
    prices: always({ input: '2.50', output: '10.00', cacheRead: '1.25', ...NO_WRITES }),
    serviceTiers: [],
    checkedOn: CHECKED,
    sources: [BUNDLED, LIMITS, DEPRECATIONS],
  },
  {
    provider: PROVIDER,
    model: 'gpt-4',
    kind: 'chat',
    status: 'retired',
    releasedOn: '2023-03-14',
    retiresOn: '2026-10-23',
    successor: 'gpt-6.2-sol',
    capabilities: EARLY,
    tokenizer: CL100K,
    prices: always({ input: '30.00', output: '60.00', cacheRead: null, ...NO_WRITES }),
    serviceTiers: [],
    checkedOn: CHECKED,
    sources: [BUNDLED, LIMITS, DEPRECATIONS],
  },
  {
    provider: PROVIDER,
    model: 'text-embedding-3-small',
    kind: 'embedding',
    status: 'active',
    releasedOn: '2024-01-25',
    retiresOn: null,
    successor: null,
    capabilities: {
      ...EARLY,
      contextTokens: 8_191,
      maxOutputTokens: null,
      acceptsTools: false,
      rejectedParameters: [],
      acceptsPrefill: false,
    },
    tokenizer: CL100K,
    prices: always({ input: '0.02', output: null, cacheRead: null, ...NO_WRITES }),
    serviceTiers: [],
    checkedOn: CHECKED,
    sources: [BUNDLED, LIMITS],
  },
];

/** [model, shutdown (null = earlier, day not recorded), successor, capabilities, tokenizer]; the price is the bundled one. */
type Reference = readonly [string, Day | null, string, ModelCapabilities, typeof O200K | typeof CL100K];

const REFERENCES: readonly Reference[] = [
  ['gpt-4-turbo', '2026-10-23', 'gpt-6.2-sol', { ...PLAIN, maxOutputTokens: 4_096, acceptsJsonSchema: false }, CL100K],
  ['gpt-3.5-turbo', '2026-10-23', 'gpt-6-luna', { ...EARLY, contextTokens: 16_385, maxOutputTokens: 4_096 }, CL100K],
  ['gpt-4.1-nano', '2026-10-23', 'gpt-6-luna', { ...PLAIN, contextTokens: 1_047_576, maxOutputTokens: 32_768 }, O200K],
  ['gpt-4o-2024-05-13', '2026-10-23', 'gpt-6.2-sol', { ...PLAIN, maxOutputTokens: 4_096 }, O200K],
  ['o1', '2026-10-23', 'gpt-6.2-sol', O_SERIES, O200K],
  ['o3-mini', '2026-10-23', 'gpt-6.1-terra', { ...O_SERIES, acceptsImages: false }, O200K],
  ['o4-mini', '2026-10-23', 'gpt-6.1-terra', O_SERIES, O200K],
  ['gpt-3.5-turbo-0613', null, 'gpt-6-luna', { ...EARLY, contextTokens: 4_096, maxOutputTokens: 4_096 }, CL100K],
  ['gpt-3.5-turbo-1106', null, 'gpt-6-luna', { ...EARLY, contextTokens: 16_385, maxOutputTokens: 4_096 }, CL100K],
  ['gpt-3.5-turbo-16k', null, 'gpt-6-luna', { ...EARLY, contextTokens: 16_385, maxOutputTokens: 4_096 }, CL100K],
  ['gpt-4-32k', null, 'gpt-6.2-sol', { ...EARLY, contextTokens: 32_768, maxOutputTokens: 32_768 }, CL100K],
  ['gpt-4-vision-preview', null, 'gpt-6.2-sol', { ...PLAIN, maxOutputTokens: 4_096, acceptsJsonSchema: false }, CL100K],
  ['gpt-4.5-preview', null, 'gpt-6.2-sol', PLAIN, O200K],
  ['o1-preview', null, 'gpt-6.2-sol', O_SERIES, O200K],
  ['o1-mini', null, 'gpt-6.1-terra', { ...O_SERIES, acceptsImages: false }, O200K],
  ['gpt-5', '2026-12-11', 'gpt-6.2-sol', GPT_5, O200K],
  ['gpt-5-mini', '2026-12-11', 'gpt-6.1-terra', GPT_5, O200K],
  ['gpt-5-nano', '2026-12-11', 'gpt-6-luna', GPT_5, O200K],
  ['gpt-5-pro', '2026-12-11', 'gpt-6.2-astra', GPT_5, O200K],
  ['o3', '2026-12-11', 'gpt-6.2-sol', O_SERIES, O200K],
  ['o3-pro', '2026-12-11', 'gpt-6.2-astra', O_SERIES, O200K],
  ['gpt-4.1', '2027-01-14', 'gpt-6.2-sol', { ...PLAIN, contextTokens: 1_047_576, maxOutputTokens: 32_768 }, O200K],
  ['gpt-4.1-mini', '2027-01-14', 'gpt-6-luna', { ...PLAIN, contextTokens: 1_047_576, maxOutputTokens: 32_768 }, O200K],
  [
    'gpt-5.1',
    '2027-04-01',
    'gpt-6.2-sol',
    { ...GPT_5, reasoningEfforts: ['none', 'low', 'medium', 'high'], acceptsSamplingWithoutReasoning: true },
    O200K,
  ],
];

/** OpenAI's models: the current ones with our own dated prices, the ending and ended ones as price references. */
export const OPENAI_MODELS: readonly CatalogueModel[] = [
  ...CURRENT,
  ...REFERENCES.map(
    ([model, retiresOn, successor, capabilities, tokenizer]): CatalogueModel => ({
      provider: PROVIDER,
      model,
      kind: 'chat',
      status: retiresOn === null || retiresOn <= CHECKED ? 'retired' : 'legacy',
      releasedOn: null,
      retiresOn,
      successor,
      capabilities,
      tokenizer,
      prices: [],
      serviceTiers: [],
      checkedOn: CHECKED,
      sources: [BUNDLED, DEPRECATIONS],
    }),
  ),
];
