import type { ProviderAdapter, ProviderQuirks } from '@llm-cost-optimizer/contracts';
import { type CompatibleSurface, createChatAdapter } from './openai-compatible.adapter.ts';
import type { ChatDialect } from './openai-compatible.request.ts';
import { OPENAI_FIELDS, OPENAI_MESSAGE_FIELDS } from './openai-fields.ts';

/** A provider with OpenAI's formats that has no folder of its own. */
export interface GenericProvider {
  /** Unique among all providers. */
  readonly id: string;
  /** Name for people; absent = the id. */
  readonly displayName?: string;
  /** As `providerQuirksSchema` gives them. */
  readonly quirks: ProviderQuirks;
}

/** An adapter made from a description alone. The base URL is whatever stands before `pathPrefix`. */
export function createOpenAiCompatibleAdapter(
  options: GenericProvider & { readonly now?: () => number },
): ProviderAdapter {
  const { quirks, ...rest } = options;
  return createChatAdapter({
    ...rest,
    dialect: dialectOf(quirks),
    surfaces: quirks.supportedSurfaces.filter(
      (surface): surface is CompatibleSurface => surface !== 'chat_completions',
    ),
    pathOf: pathsOf(quirks),
    authOf: headersOf(quirks),
  });
}

function dialectOf(quirks: ProviderQuirks): ChatDialect {
  const keepsMessages = quirks.acceptsUnknownFields && quirks.hasReasoningContent;
  const reasoningFields = quirks.hasReasoningContent ? ['reasoning_content', 'reasoning'] : [];
  return {
    fields: quirks.acceptsUnknownFields ? null : OPENAI_FIELDS,
    rejectedFields: new Set(quirks.rejectedFields),
    messageFields: keepsMessages ? null : new Set([...OPENAI_MESSAGE_FIELDS, ...reasoningFields]),
    hasDeveloperRole: quirks.acceptsDeveloperRole,
    maxTokensField: quirks.maxTokensField,
    asksForUsage: quirks.streamUsage === 'option',
  };
}

function pathsOf({ pathPrefix, apiVersion }: ProviderQuirks): (endpoint: string, model: string) => string {
  const query = apiVersion === null ? '' : `?api-version=${apiVersion}`;
  if (!pathPrefix.includes('{model}')) return (endpoint) => `${pathPrefix}${endpoint}${query}`;
  return (endpoint, model) => `${pathPrefix.replaceAll('{model}', encodeURIComponent(model))}${endpoint}${query}`;
}

function headersOf({ authHeader, extraHeaders }: ProviderQuirks): (apiKey: string) => readonly string[] {
  const extra = Object.entries(extraHeaders).flat();
  return (apiKey) => {
    if (apiKey === '' || authHeader === 'none') return extra;
    const auth = authHeader === 'bearer' ? ['authorization', `Bearer ${apiKey}`] : [authHeader, apiKey];
    return [...auth, ...extra];
  };
}
