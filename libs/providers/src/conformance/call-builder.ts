import type { ChatBody, Deployment, LcoOptions, ModelCapabilities, ProviderCall } from '@llm-cost-optimizer/contracts';

const NO_OPTIONS: LcoOptions = {
  mode: null,
  cacheRead: true,
  cacheWrite: true,
  cacheOnly: false,
  cacheTtlSeconds: null,
  cacheNamespace: null,
  tags: [],
  sessionId: null,
  baseline: null,
  maxCostUsd: null,
  allowedModels: null,
  wantsUsage: false,
};

/** Nothing is known about the model and nothing refused. */
export const UNKNOWN_MODEL: ModelCapabilities = {
  contextTokens: null,
  maxInputTokens: null,
  maxOutputTokens: null,
  acceptsImages: true,
  acceptsTools: true,
  acceptsJsonSchema: true,
  isReasoning: false,
  rejectedParameters: [],
  reasoningEfforts: null,
  acceptsSamplingWithoutReasoning: false,
  acceptsPrefill: true,
};

export function deploymentOf(
  provider: string,
  model: string,
  capabilities: Partial<ModelCapabilities> = {},
): Deployment {
  const all = { ...UNKNOWN_MODEL, ...capabilities };
  return { id: `${provider}/${model}`, provider, model, isSimulated: true, capabilities: all };
}

/** A call as the gateway makes it from a client's JSON. `raw` stands for bytes that are not what JSON.stringify writes. */
export function callOf(deployment: Deployment, given: Partial<ChatBody> | { readonly raw: string }): ProviderCall {
  const text =
    typeof given.raw === 'string'
      ? given.raw
      : JSON.stringify({ model: 'auto', messages: [{ role: 'user', content: 'Hello' }], ...given });
  const body: ChatBody = JSON.parse(text);
  return {
    deployment,
    apiKey: 'sk-test',
    request: {
      body,
      raw: Buffer.from(text),
      isStreaming: body.stream === true,
      wantsUsageChunk: body.stream_options?.include_usage === true,
      options: NO_OPTIONS,
    },
  };
}
