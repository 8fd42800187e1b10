/** An old or short name, and what it means today. */
export interface Alias {
  readonly name: string;
  /** Model ids, best first; the first whose provider is available is taken. `provider/model` names a provider outright. */
  readonly targets: readonly string[];
  /** Model id whose price the name stands for as a baseline; null = the first target's. */
  readonly priceReference: string | null;
}

const HAIKU = ['claude-haiku-5-5'] as const;
const SONNET = ['claude-sonnet-5-5'] as const;
const OPUS = ['claude-opus-5-5'] as const;
const OSS_SMALL = ['groq/openai/gpt-oss-20b', 'ollama/gpt-oss:20b'] as const;
const OSS_LARGE = ['groq/openai/gpt-oss-120b', 'ollama/gpt-oss:120b'] as const;

/**
 * Names from tutorials and configurations of past years that no provider sells under that name.
 * Retired models need no entry: their `successor` says what takes their place.
 */
export const ALIASES: readonly Alias[] = [
  { name: 'gpt-3.5', targets: ['gpt-6-luna'], priceReference: 'gpt-3.5-turbo' },
  { name: 'gpt-35-turbo', targets: ['gpt-6-luna'], priceReference: 'gpt-3.5-turbo' },
  { name: 'gpt-4-turbo-preview', targets: ['gpt-6.2-sol'], priceReference: 'gpt-4-turbo' },
  { name: 'claude', targets: SONNET, priceReference: null },
  { name: 'claude-haiku', targets: HAIKU, priceReference: null },
  { name: 'claude-sonnet', targets: SONNET, priceReference: null },
  { name: 'claude-opus', targets: OPUS, priceReference: null },
  { name: 'claude-instant', targets: HAIKU, priceReference: null },
  { name: 'claude-instant-1', targets: HAIKU, priceReference: null },
  { name: 'claude-instant-1.2', targets: HAIKU, priceReference: null },
  { name: 'claude-2.1', targets: SONNET, priceReference: 'claude-2' },
  { name: 'claude-3-haiku-20240307', targets: HAIKU, priceReference: 'claude-3-haiku' },
  { name: 'claude-3-opus', targets: OPUS, priceReference: 'claude-3-opus-latest' },
  { name: 'claude-3-opus-20240229', targets: OPUS, priceReference: 'claude-3-opus-latest' },
  { name: 'claude-3-5-haiku', targets: HAIKU, priceReference: 'claude-3-5-haiku-latest' },
  { name: 'claude-3.5-haiku', targets: HAIKU, priceReference: 'claude-3-5-haiku-latest' },
  { name: 'claude-3-5-haiku-20241022', targets: HAIKU, priceReference: 'claude-3-5-haiku-latest' },
  { name: 'claude-3.5-sonnet', targets: SONNET, priceReference: 'claude-3-5-sonnet' },
  { name: 'claude-3-5-sonnet-latest', targets: SONNET, priceReference: 'claude-3-5-sonnet' },
  { name: 'claude-3-7-sonnet', targets: SONNET, priceReference: 'claude-3-7-sonnet-latest' },
  { name: 'claude-3-7-sonnet-20250219', targets: SONNET, priceReference: 'claude-3-7-sonnet-latest' },
  { name: 'claude-sonnet-4', targets: SONNET, priceReference: 'claude-sonnet-4-0' },
  { name: 'claude-sonnet-4-20250514', targets: SONNET, priceReference: 'claude-sonnet-4-0' },
  { name: 'claude-opus-4', targets: OPUS, priceReference: 'claude-opus-4-0' },
  { name: 'claude-opus-4-20250514', targets: OPUS, priceReference: 'claude-opus-4-0' },
  { name: 'claude-opus-4-1-20250805', targets: OPUS, priceReference: 'claude-opus-4-1' },
  { name: 'llama', targets: OSS_SMALL, priceReference: 'llama-3.1-8b-instant' },
  { name: 'llama-3-8b', targets: OSS_SMALL, priceReference: 'llama3-8b-8192' },
  { name: 'llama-3-70b', targets: OSS_LARGE, priceReference: 'llama3-70b-8192' },
  { name: 'llama-3.1-8b', targets: OSS_SMALL, priceReference: 'llama-3.1-8b-instant' },
  { name: 'llama-3.1-70b', targets: OSS_LARGE, priceReference: 'llama-3.1-70b-versatile' },
  { name: 'llama-3.3-70b', targets: OSS_LARGE, priceReference: 'llama-3.3-70b-versatile' },
  { name: 'mixtral', targets: OSS_SMALL, priceReference: 'mixtral-8x7b-32768' },
  { name: 'mixtral-8x7b', targets: OSS_SMALL, priceReference: 'mixtral-8x7b-32768' },
  { name: 'gpt-oss-20b', targets: OSS_SMALL, priceReference: null },
  { name: 'gpt-oss-120b', targets: OSS_LARGE, priceReference: null },
];
