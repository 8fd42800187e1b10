/** What the configuration knows of a provider: names of its variables and its own address. */
export interface KnownProvider {
  readonly id: string;
  readonly title: string;
  readonly isLocal: boolean;
  readonly keyVariable: string;
  /** First one set wins. */
  readonly addressVariables: readonly string[];
  /** Address of the hosted API in the form of the official SDKs; null = must be given. */
  readonly defaultBaseUrl: string | null;
  /** Path of the simulated provider below the simulator's address; null = not simulated. */
  readonly simulatorPath: string | null;
}

export const KNOWN_PROVIDERS: readonly KnownProvider[] = [
  {
    id: 'openai',
    title: 'OpenAI',
    isLocal: false,
    keyVariable: 'OPENAI_API_KEY',
    addressVariables: ['OPENAI_BASE_URL'],
    defaultBaseUrl: 'https://api.openai.com/v1',
    simulatorPath: '/openai/v1',
  },
  {
    id: 'anthropic',
    title: 'Anthropic',
    isLocal: false,
    keyVariable: 'ANTHROPIC_API_KEY',
    addressVariables: ['ANTHROPIC_BASE_URL'],
    defaultBaseUrl: 'https://api.anthropic.com',
    simulatorPath: '/anthropic',
  },
  {
    id: 'groq',
    title: 'Groq',
    isLocal: false,
    keyVariable: 'GROQ_API_KEY',
    addressVariables: ['GROQ_BASE_URL'],
    defaultBaseUrl: 'https://api.groq.com/openai/v1',
    simulatorPath: '/groq/openai/v1',
  },
  {
    id: 'ollama',
    title: 'Ollama',
    isLocal: true,
    keyVariable: 'OLLAMA_API_KEY',
    addressVariables: ['OLLAMA_BASE_URL', 'OLLAMA_HOST'],
    defaultBaseUrl: null,
    simulatorPath: null,
  },
  {
    id: 'vllm',
    title: 'vLLM',
    isLocal: true,
    keyVariable: 'VLLM_API_KEY',
    addressVariables: ['VLLM_BASE_URL'],
    defaultBaseUrl: null,
    simulatorPath: null,
  },
];

/** Addresses of the hosted providers, by id. */
export const DEFAULT_BASE_URLS: Readonly<Record<string, string>> = Object.fromEntries(
  KNOWN_PROVIDERS.flatMap(({ id, defaultBaseUrl }) => (defaultBaseUrl === null ? [] : [[id, defaultBaseUrl]])),
);

/** Which variable to set to use a provider, for remedies in sentences. */
export function remedyVariable(providerId: string): string {
  const provider = KNOWN_PROVIDERS.find(({ id }) => id === providerId);
  if (provider === undefined) return 'its key';
  return provider.isLocal ? (provider.addressVariables[0] ?? 'its address') : provider.keyVariable;
}
