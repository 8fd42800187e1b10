import { type ModelProfile, profile, retired } from './model-profile.ts';

const EFFORTS = ['low', 'medium', 'high', 'xhigh', 'max'];

const CLAUDE_5 = {
  contextTokens: 1_000_000,
  maxOutputTokens: 128_000,
  // The newer tokenizer makes about 30 % more tokens of the same text than Haiku 4.5's.
  tokenFactor: 1.3,
  efforts: EFFORTS,
} as const;

/** Anthropic's models as of 2026-11-23. */
export const ANTHROPIC_MODELS: readonly ModelProfile[] = [
  profile('anthropic', 'claude-haiku-5-5', {
    ...CLAUDE_5,
    createdAt: 1_791_331_200,
    reasoning: 'adaptive',
    defaultEffort: 'medium',
    sampling: 'default-only',
    hasPrefill: false,
    firstTokenMs: 350,
    tokensPerSecond: 180,
  }),
  profile('anthropic', 'claude-sonnet-5-5', {
    ...CLAUDE_5,
    createdAt: 1_788_220_800,
    reasoning: 'adaptive',
    defaultEffort: 'high',
    firstTokenMs: 600,
    tokensPerSecond: 90,
  }),
  profile('anthropic', 'claude-opus-5-5', {
    ...CLAUDE_5,
    createdAt: 1_790_035_200,
    reasoning: 'always',
    defaultEffort: 'high',
    firstTokenMs: 900,
    tokensPerSecond: 65,
  }),
  profile('anthropic', 'claude-fable-5-2', {
    ...CLAUDE_5,
    createdAt: 1_794_182_400,
    reasoning: 'always',
    defaultEffort: 'high',
    firstTokenMs: 1100,
    tokensPerSecond: 50,
  }),
  profile('anthropic', 'claude-haiku-4-5', {
    servedId: 'claude-haiku-4-5-20251001',
    createdAt: 1_760_486_400,
    contextTokens: 200_000,
    maxOutputTokens: 64_000,
    reasoning: 'on-request',
    firstTokenMs: 450,
    tokensPerSecond: 130,
  }),
  profile('anthropic', 'claude-sonnet-4-5', {
    servedId: 'claude-sonnet-4-5-20250929',
    createdAt: 1_759_104_000,
    contextTokens: 200_000,
    maxOutputTokens: 64_000,
    reasoning: 'on-request',
    shutdownDate: '2026-11-30',
  }),
  ...retired('anthropic', ['claude-3-5-sonnet-20240620', 'claude-3-5-haiku-20241022', 'claude-3-opus-20240229']),
];
