import type { AgreedPrice, DescribedModel, ModelCapabilities, ModelSettings } from '@llm-cost-optimizer/contracts';
import type { Findings } from './findings.ts';

export interface ProviderModels {
  /** Ids in the order of the file, each once. */
  readonly models: readonly string[];
  readonly described: readonly DescribedModel[];
}

/** The models that a provider's settings name. Reports those that are described twice. */
export function modelsOfProvider(
  id: string,
  entries: readonly (string | ModelSettings)[] = [],
  findings: Findings,
): ProviderModels {
  const names = entries.map((entry) => withoutPrefix(typeof entry === 'string' ? entry : entry.name, id));
  const described = entries.flatMap((entry, index): DescribedModel[] => {
    if (typeof entry === 'string') return [];
    const model = names[index] ?? entry.name;
    const isRepeated = names.indexOf(model) < index;
    if (isRepeated)
      findings.error(['providers', id, 'models', index], `\`${id}/${model}\` stands here twice. Keep one.`);
    return [
      { model, price: priceOf(entry), ...whereSet({ quality: entry.quality }), capabilities: capabilitiesOf(entry) },
    ];
  });
  return { models: [...new Set(names)], described };
}

/** `mistral/large` as a model of `mistral` is `large`. */
export function withoutPrefix(model: string, provider: string): string {
  return model.startsWith(`${provider}/`) ? model.slice(provider.length + 1) : model;
}

/** The schema lets no other rate stand without these two. */
function priceOf(entry: ModelSettings): AgreedPrice | null {
  const { input_usd_per_million: input, output_usd_per_million: output } = entry;
  if (input === undefined || output === undefined) return null;
  return {
    input,
    output,
    ...whereSet({
      cacheRead: entry.cached_input_usd_per_million,
      cacheWrite: entry.cache_write_usd_per_million,
      cacheWriteLong: entry.cache_write_long_usd_per_million,
      audioInput: entry.audio_input_usd_per_million,
      audioOutput: entry.audio_output_usd_per_million,
    }),
  };
}

function capabilitiesOf(entry: ModelSettings): Partial<ModelCapabilities> {
  return whereSet({
    contextTokens: entry.context_tokens,
    maxInputTokens: entry.max_input_tokens,
    maxOutputTokens: entry.max_output_tokens,
    acceptsImages: entry.accepts_images,
    acceptsTools: entry.accepts_tools,
    toolsApi: entry.tools_api === 'responses' ? entry.tools_api : undefined,
    acceptsJsonSchema: entry.accepts_json_schema,
    acceptsPrefill: entry.accepts_prefill,
    isReasoning: entry.is_reasoning,
    reasoningEfforts: entry.reasoning_efforts,
    rejectedParameters: entry.rejected_parameters,
  });
}

/** Only what is there: a field that is `undefined` would take the place of what others know. */
function whereSet<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
