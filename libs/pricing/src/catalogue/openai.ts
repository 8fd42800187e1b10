import type { CatalogueModel, PriceRow, RateTable } from './model.ts';
import {
  BUNDLED,
  CHECKED,
  CL100K,
  DEPRECATIONS,
  EARLY,
  EFFORTS_FROM_NONE,
  GPT_6,
  O200K,
  PLAIN,
  PROVIDER,
} from './openai-common.ts';

const LONG_PROMPT_TOKENS = 272_000;
const PAGES = 'https://developers.openai.com/api/docs/models/';
const LIMITS = 'https://github.com/anomalyco/models.dev';

const NO_WRITES = { cacheWrite: null, cacheWriteLong: null } as const;

function always(rates: RateTable, long: PriceRow['long'] = null): readonly PriceRow[] {
  return [{ validFrom: null, validUntil: null, rates, long }];
}

function longPrompt(rates: RateTable): PriceRow['long'] {
  return { overTokens: LONG_PROMPT_TOKENS, rates };
}

/** OpenAI's current models, and those whose price we keep ourselves. */
export const OPENAI_MODELS: readonly CatalogueModel[] = [
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
      toolsApi: 'responses',
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
