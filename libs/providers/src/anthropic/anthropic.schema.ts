/** A block of a message as the Messages API takes it. */
export type Block = Readonly<Record<string, unknown>> & { readonly type: string };

/** A message as the Messages API takes it. */
export interface AnthropicMessage {
  readonly role: 'user' | 'assistant';
  readonly content: readonly Block[];
}

/** OpenAI's word for a stop reason of Anthropic; null for one not known (the answer is then taken as complete). */
export function finishReasonOf(stopReason: string | null): string | null {
  switch (stopReason) {
    case null:
      return null;
    case 'max_tokens':
    case 'model_context_window_exceeded':
      return 'length';
    case 'tool_use':
      return 'tool_calls';
    case 'refusal':
      return 'content_filter';
    default:
      // end_turn, stop_sequence, pause_turn (a turn of server tools that may be continued), and words to come.
      return 'stop';
  }
}
