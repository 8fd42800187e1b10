import type { JsonRecord } from './json.ts';

/** One piece of the prompt in the order in which the provider reads it (tools, system, messages). */
export interface PromptPart {
  readonly text: string;
  /** Tokens beside the text: message overhead and images. */
  readonly extraTokens: number;
  /** Anthropic's `cache_control` at the end of this piece; null = no mark. */
  readonly cacheMark: '5m' | '1h' | null;
}

/** A function that the client offers. `schema` is JSON Schema; an empty object accepts any arguments. */
export interface ToolSpec {
  readonly name: string;
  readonly description: string;
  readonly schema: JsonRecord;
}

export type ToolChoice =
  | { readonly kind: 'auto' | 'none' | 'required' }
  | { readonly kind: 'named'; readonly name: string };

export type AnswerFormat =
  | { readonly kind: 'text' | 'json' }
  | { readonly kind: 'schema'; readonly schema: JsonRecord };

/** A request of any provider, brought to one form. */
export interface SimRequest {
  readonly model: string;
  readonly isStreaming: boolean;
  /** Whether an OpenAI-style stream must end with usage (`stream_options.include_usage`). */
  readonly wantsUsage: boolean;
  readonly parts: readonly PromptPart[];
  readonly lastUserText: string;
  readonly hasImages: boolean;
  readonly endsWithToolResult: boolean;
  readonly endsWithAssistant: boolean;
  /** Most tokens of one choice, reasoning included; null = as the model likes. */
  readonly maxTokens: number | null;
  readonly stop: readonly string[];
  readonly choiceCount: number;
  readonly tools: readonly ToolSpec[];
  readonly toolChoice: ToolChoice;
  readonly isParallel: boolean;
  readonly format: AnswerFormat;
  /** As the client wrote it; null = the model's default. */
  readonly effort: string | null;
  /** Anthropic's `thinking.type`; null = not given. */
  readonly thinking: string | null;
  /** Anthropic's `thinking.budget_tokens`; null = not given. */
  readonly thinkingBudgetTokens: number | null;
  /** The whole body, for the provider's own checks. */
  readonly body: JsonRecord;
}
