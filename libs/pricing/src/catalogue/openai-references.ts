import type { ModelCapabilities } from '@llm-cost-optimizer/contracts';
import type { CatalogueModel, Day } from './model.ts';
import {
  BUNDLED,
  CHECKED,
  CL100K,
  DEPRECATIONS,
  EARLY,
  GPT_5,
  O_SERIES,
  O200K,
  PLAIN,
  PROVIDER,
} from './openai-common.ts';

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

/** OpenAI's ending and ended models, kept as price references and for old names. */
export const OPENAI_REFERENCES: readonly CatalogueModel[] = REFERENCES.map(
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
);
