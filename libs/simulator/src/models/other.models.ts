import { type ModelProfile, profile, retired } from './model-profile.ts';

const GPT_OSS = {
  contextTokens: 131_072,
  maxOutputTokens: 65_536,
  reasoning: 'effort',
  efforts: ['low', 'medium', 'high'],
  defaultEffort: 'medium',
  hasImages: false,
  createdAt: 1_754_408_224,
} as const;

/** Groq's models. The Llama models were shut down on 2026-08-16. */
export const GROQ_MODELS: readonly ModelProfile[] = [
  profile('groq', 'openai/gpt-oss-20b', { ...GPT_OSS, firstTokenMs: 120, tokensPerSecond: 1000 }),
  profile('groq', 'openai/gpt-oss-120b', { ...GPT_OSS, firstTokenMs: 160, tokensPerSecond: 500 }),
  profile('groq', 'qwen/qwen3.6-27b', {
    reasoning: 'effort',
    efforts: ['none', 'default'],
    defaultEffort: 'none',
    firstTokenMs: 150,
    tokensPerSecond: 600,
  }),
  ...retired('groq', ['llama-3.1-8b-instant', 'llama-3.3-70b-versatile']),
];

/** Models of the two local servers. */
export const LOCAL_MODELS: readonly ModelProfile[] = [
  profile('ollama', 'gpt-oss:20b', { ...GPT_OSS, firstTokenMs: 500, tokensPerSecond: 60 }),
  profile('ollama', 'gpt-oss:120b', { ...GPT_OSS, firstTokenMs: 900, tokensPerSecond: 25 }),
  profile('ollama', 'llama3.2:3b', { firstTokenMs: 300, tokensPerSecond: 90, hasImages: false }),
  profile('ollama', 'gemma3:4b', { firstTokenMs: 300, tokensPerSecond: 80 }),
  profile('ollama', 'nomic-embed-text', { kind: 'embedding', contextTokens: 8191 }),
  profile('vllm', 'Qwen/Qwen3-8B', {
    contextTokens: 40_960,
    firstTokenMs: 200,
    tokensPerSecond: 110,
    hasImages: false,
  }),
  profile('vllm', 'meta-llama/Llama-3.2-3B-Instruct', { firstTokenMs: 150, tokensPerSecond: 160, hasImages: false }),
];
