import { type ModelProfile, profile, retired } from './model-profile.ts';

const EFFORTS = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'];

const GPT_6 = {
  contextTokens: 1_050_000,
  inputLimitTokens: 922_000,
  maxOutputTokens: 128_000,
  reasoning: 'effort',
  efforts: EFFORTS,
  defaultEffort: 'medium',
  isReasoningShown: false,
  sampling: 'effort-none-only',
  isCacheWriteReported: true,
} as const;

/** OpenAI's models. Retirements: platform.openai.com/docs/deprecations as of 2026-11-23. */
export const OPENAI_MODELS: readonly ModelProfile[] = [
  profile('openai', 'gpt-6-luna', { ...GPT_6, createdAt: 1_790_035_200, firstTokenMs: 250, tokensPerSecond: 220 }),
  profile('openai', 'gpt-6.1-terra', { ...GPT_6, createdAt: 1_792_972_800, firstTokenMs: 400, tokensPerSecond: 130 }),
  profile('openai', 'gpt-6.2-sol', {
    ...GPT_6,
    createdAt: 1_794_873_600,
    efforts: EFFORTS.slice(1),
    sampling: 'default-only',
    firstTokenMs: 550,
    tokensPerSecond: 95,
  }),
  profile('openai', 'gpt-6.2-astra', {
    ...GPT_6,
    createdAt: 1_794_873_600,
    inputLimitTokens: null,
    efforts: EFFORTS.slice(2),
    sampling: 'default-only',
    firstTokenMs: 900,
    tokensPerSecond: 60,
  }),
  profile('openai', 'gpt-6.1-sol', {
    ...GPT_6,
    createdAt: 1_790_640_000,
    efforts: EFFORTS.slice(1),
    sampling: 'refused',
    hasToolsInChat: false,
    isCacheWriteReported: false,
    firstTokenMs: 550,
    tokensPerSecond: 90,
  }),
  profile('openai', 'gpt-5.1', {
    contextTokens: 400_000,
    inputLimitTokens: 272_000,
    maxOutputTokens: 128_000,
    reasoning: 'effort',
    efforts: ['none', 'low', 'medium', 'high'],
    defaultEffort: 'none',
    isReasoningShown: false,
    sampling: 'effort-none-only',
    shutdownDate: '2027-04-01',
    servedId: 'gpt-5.1-2025-11-13',
  }),
  profile('openai', 'gpt-4o', {
    contextTokens: 128_000,
    servedId: 'gpt-4o-2024-08-06',
    shutdownDate: '2027-01-14',
    createdAt: 1_715_367_049,
  }),
  profile('openai', 'gpt-4o-mini', {
    contextTokens: 128_000,
    servedId: 'gpt-4o-mini-2024-07-18',
    shutdownDate: '2027-01-14',
    createdAt: 1_721_172_741,
    firstTokenMs: 300,
    tokensPerSecond: 120,
  }),
  profile('openai', 'gpt-4.1', {
    contextTokens: 1_047_576,
    maxOutputTokens: 32_768,
    servedId: 'gpt-4.1-2025-04-14',
    shutdownDate: '2027-01-14',
  }),
  profile('openai', 'gpt-4.1-mini', {
    contextTokens: 1_047_576,
    maxOutputTokens: 32_768,
    servedId: 'gpt-4.1-mini-2025-04-14',
    shutdownDate: '2027-01-14',
  }),
  profile('openai', 'text-embedding-3-small', { kind: 'embedding', contextTokens: 8191, createdAt: 1_705_948_997 }),
  profile('openai', 'text-embedding-3-large', { kind: 'embedding', contextTokens: 8191, createdAt: 1_705_953_180 }),
  ...retired('openai', [
    'gpt-4',
    'gpt-4-0613',
    'gpt-4-turbo',
    'gpt-3.5-turbo',
    'gpt-4.1-nano',
    'o1',
    'o3-mini',
    'o4-mini',
    'gpt-4o-2024-05-13',
  ]),
];
