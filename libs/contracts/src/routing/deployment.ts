import type { PromptCachingAbility } from './prompt-caching.ts';

/** What a model can do, as far as routing must know. Unknown limits are null and exclude nothing. */
export interface ModelCapabilities {
  /** Largest prompt plus answer in tokens; null = not known. */
  readonly contextTokens: number | null;
  /** Largest prompt in tokens where it is smaller than the window; null = same as the window. */
  readonly maxInputTokens: number | null;
  /** Largest answer in tokens, reasoning included; null = not known. */
  readonly maxOutputTokens: number | null;
  readonly acceptsImages: boolean;
  readonly acceptsTools: boolean;
  /** The provider's API in which the model takes tools, where that is not chat completions. Absent = it takes them there. */
  readonly toolsApi?: 'responses';
  readonly acceptsJsonSchema: boolean;
  /** True when answers contain reasoning tokens that are billed as output. */
  readonly isReasoning: boolean;
  /** Top-level request parameters that the provider refuses with a 400, e.g. `temperature`. */
  readonly rejectedParameters: readonly string[];
  /** Values of `reasoning_effort` the model takes; null = not a reasoning model or not known (passed as it is). */
  readonly reasoningEfforts: readonly string[] | null;
  /** True when rejected sampling parameters are taken as long as `reasoning_effort` is `none` (gpt-6-luna). */
  readonly acceptsSamplingWithoutReasoning: boolean;
  /** True when the last message may be the beginning of the assistant's answer. */
  readonly acceptsPrefill: boolean;
  /** Absent = not known: nothing is marked. */
  readonly promptCaching?: PromptCachingAbility;
}

/** One model at one provider: the thing one routes to. Built when the configuration changes, never per request. */
export interface Deployment {
  /** `provider/model`, unique in a configuration. */
  readonly id: string;
  readonly provider: string;
  /** The id sent to the provider, e.g. `openai/gpt-oss-20b` at Groq. */
  readonly model: string;
  /** True when the address belongs to the simulated providers. */
  readonly isSimulated: boolean;
  readonly capabilities: ModelCapabilities;
}
