import type { ModelCapabilities, PromptCachingAbility } from '@llm-cost-optimizer/contracts';
import type { CatalogueModel, Day, RateTable, Tokenizer } from './model.ts';

const PROVIDER = 'anthropic';
const CHECKED: Day = '2026-11-23';
const DOCS = 'https://platform.claude.com/docs/en/models/haiku-5-5/';
const BUNDLED = 'npm:@pydantic/genai-prices@0.1.8';
const SDK = 'npm:@anthropic-ai/sdk@1.12.0';
/** Day of the launch of Haiku 5.5, when cached reads of Sonnet 5.5 were halved. */
const SONNET_READ_CUT: Day = '2026-10-07';

/** Starting guesses until learned from reported usage; only the step of about 30% to the newer one is published. */
const OLDER: Tokenizer = { family: 'claude-4', factor: '1.2' };
const NEWER: Tokenizer = { family: 'claude-5', factor: '1.5' };

/**
 * Shortest prompt that is cached. Documented for the 4.x generation: 1,024 tokens for Sonnet, 4,096 for Haiku 4.5 and the later Opus
 * (docs.claude.com, prompt caching, "Cache limitations", quoted in anthropic-sdk-python#1194). For the 5.x generation nothing was
 * found: the largest of the known ones, so that no mark is set that the provider would ignore.
 */
const CACHE_FROM_4096: PromptCachingAbility = { kind: 'marked', minTokens: 4_096 };
const CACHE_FROM_1024: PromptCachingAbility = { kind: 'marked', minTokens: 1_024 };

/** Adaptive thinking excludes sampling parameters and a begun answer. */
const CLAUDE_5: ModelCapabilities = {
  contextTokens: 1_000_000,
  maxInputTokens: null,
  maxOutputTokens: 128_000,
  acceptsImages: true,
  acceptsTools: true,
  acceptsJsonSchema: true,
  isReasoning: true,
  rejectedParameters: ['temperature', 'top_p', 'top_k', 'budget_tokens'],
  reasoningEfforts: ['low', 'medium', 'high', 'max'],
  acceptsSamplingWithoutReasoning: false,
  acceptsPrefill: false,
  promptCaching: CACHE_FROM_4096,
};

const CLAUDE_4: ModelCapabilities = {
  ...CLAUDE_5,
  contextTokens: 200_000,
  maxOutputTokens: 64_000,
  // Thinking exists but is off unless asked for.
  isReasoning: false,
  rejectedParameters: ['reasoning_effort'],
  reasoningEfforts: null,
  acceptsPrefill: true,
};

const SONNET_5_5: RateTable = {
  input: '2.00',
  output: '10.00',
  cacheRead: '0.10',
  cacheWrite: '2.50',
  cacheWriteLong: '4.00',
};

const BASE = { provider: PROVIDER, kind: 'chat', serviceTiers: [], checkedOn: CHECKED } as const;

const CURRENT: readonly CatalogueModel[] = [
  {
    ...BASE,
    model: 'claude-haiku-5-5',
    status: 'active',
    releasedOn: '2026-10-07',
    retiresOn: null,
    successor: null,
    capabilities: CLAUDE_5,
    tokenizer: NEWER,
    prices: [
      {
        validFrom: null,
        validUntil: null,
        rates: { input: '0.10', output: '0.50', cacheRead: '0.01', cacheWrite: '0.125', cacheWriteLong: '0.20' },
        long: {
          overTokens: 100_000,
          rates: { input: '0.50', output: '2.50', cacheRead: '0.05', cacheWrite: '0.625', cacheWriteLong: '1.00' },
        },
      },
    ],
    sources: [`${DOCS}overview.md`, `${DOCS}migration-guide`],
  },
  {
    ...BASE,
    model: 'claude-sonnet-5-5',
    status: 'active',
    releasedOn: null,
    retiresOn: null,
    successor: null,
    capabilities: CLAUDE_5,
    tokenizer: NEWER,
    prices: [
      { validFrom: null, validUntil: SONNET_READ_CUT, rates: { ...SONNET_5_5, cacheRead: '0.20' }, long: null },
      { validFrom: SONNET_READ_CUT, validUntil: null, rates: SONNET_5_5, long: null },
    ],
    sources: ['https://github.com/kurofune/claudit/releases', 'https://docs.rs/synaps/0.10.2'],
  },
  {
    ...BASE,
    model: 'claude-opus-5-5',
    status: 'active',
    releasedOn: '2026-09-22',
    retiresOn: null,
    successor: null,
    capabilities: CLAUDE_5,
    tokenizer: NEWER,
    prices: [
      {
        validFrom: null,
        validUntil: null,
        rates: { input: '4.00', output: '20.00', cacheRead: '0.20', cacheWrite: '5.00', cacheWriteLong: '8.00' },
        long: null,
      },
    ],
    // Fast mode is 8/40.
    serviceTiers: [{ tier: 'fast', factor: '2', validFrom: null }],
    sources: [BUNDLED, 'https://docs.rs/synaps/0.10.2', 'https://github.com/TheKrush/PromptFuel/releases'],
  },
  {
    ...BASE,
    model: 'claude-fable-5-2',
    status: 'active',
    releasedOn: '2026-11-09',
    retiresOn: null,
    successor: null,
    capabilities: { ...CLAUDE_5, maxOutputTokens: null },
    tokenizer: NEWER,
    prices: [
      {
        validFrom: null,
        validUntil: null,
        rates: { input: '8.00', output: '40.00', cacheRead: '0.20', cacheWrite: '10.00', cacheWriteLong: '16.00' },
        long: null,
      },
    ],
    sources: [
      'https://docs.laozhang.ai/en/announcements/claude-fable-5-2-2026-11.md',
      'https://github.com/archid21/rightsize/releases',
    ],
  },
  {
    ...BASE,
    model: 'claude-haiku-4-5',
    status: 'legacy',
    releasedOn: '2025-10-15',
    retiresOn: null,
    successor: 'claude-haiku-5-5',
    capabilities: CLAUDE_4,
    tokenizer: OLDER,
    prices: [
      {
        validFrom: null,
        validUntil: null,
        rates: { input: '1.00', output: '5.00', cacheRead: '0.10', cacheWrite: '1.25', cacheWriteLong: '2.00' },
        long: null,
      },
    ],
    sources: [BUNDLED, 'https://github.com/anomalyco/models.dev'],
  },
  {
    ...BASE,
    model: 'claude-sonnet-4-5',
    status: 'legacy',
    releasedOn: null,
    retiresOn: '2026-11-30',
    successor: 'claude-sonnet-5-5',
    capabilities: { ...CLAUDE_4, promptCaching: CACHE_FROM_1024 },
    tokenizer: OLDER,
    prices: [],
    sources: [BUNDLED, SDK],
  },
];

/** [model id in the bundled data, successor]: gone from the official SDK's list of models, kept for old names and ledgers. */
const ENDED: readonly (readonly [string, string])[] = [
  ['claude-2', 'claude-sonnet-5-5'],
  ['claude-3-haiku', 'claude-haiku-5-5'],
  ['claude-3-sonnet', 'claude-sonnet-5-5'],
  ['claude-3-opus-latest', 'claude-opus-5-5'],
  ['claude-3-5-haiku-latest', 'claude-haiku-5-5'],
  ['claude-3-5-sonnet', 'claude-sonnet-5-5'],
  ['claude-3-7-sonnet-latest', 'claude-sonnet-5-5'],
  ['claude-sonnet-4-0', 'claude-sonnet-5-5'],
  ['claude-opus-4-0', 'claude-opus-5-5'],
  ['claude-opus-4-1', 'claude-opus-5-5'],
];

/** Anthropic's models: the current ones with our own dated prices, the ending and ended ones as price references. */
export const ANTHROPIC_MODELS: readonly CatalogueModel[] = [
  ...CURRENT,
  ...ENDED.map(
    ([model, successor]): CatalogueModel => ({
      ...BASE,
      model,
      status: 'retired',
      releasedOn: null,
      retiresOn: null,
      successor,
      capabilities: { ...CLAUDE_4, maxOutputTokens: null },
      tokenizer: OLDER,
      prices: [],
      sources: [BUNDLED, SDK],
    }),
  ),
];
