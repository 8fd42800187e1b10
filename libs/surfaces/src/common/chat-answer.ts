import type { Fields } from '../surface.ts';
import { fieldsOf, listOf, textOrNull } from './json.ts';

/** A function call of an answer. */
export interface AnswerCall {
  readonly id: string;
  readonly name: string;
  /** JSON as the model wrote it; it need not be valid. */
  readonly arguments: string;
}

/** The first choice of a `chat.completion`. */
export interface ChatAnswer {
  /** '' = none. */
  readonly text: string;
  /** The model's thoughts where the provider shows them; '' = none. */
  readonly reasoning: string;
  readonly refusal: string | null;
  readonly calls: readonly AnswerCall[];
  readonly finish: Finish;
  readonly logprobs: readonly unknown[];
  /** Citations of pages. */
  readonly annotations: readonly Fields[];
  /** The stop sequence that ended it; only some servers say it. */
  readonly stopSequence: string | null;
}

/** Why the model stopped, in the canonical words. `calls` wins over `stop`: some servers say the latter for both. */
export type Finish = 'stop' | 'length' | 'calls' | 'filtered';

/** Reads the first choice; surfaces other than completions have no others. */
export function readChatAnswer(completion: Fields): ChatAnswer {
  const choice = fieldsOf(listOf(completion.choices)[0]);
  const message = fieldsOf(choice.message);
  const calls = listOf(message.tool_calls).map((call, index) => readCall(fieldsOf(call), index));
  return {
    text: textOf(message.content),
    reasoning: reasoningOf(message),
    refusal: textOrNull(message.refusal),
    calls,
    finish: finishOf(choice.finish_reason, calls.length > 0),
    logprobs: listOf(fieldsOf(choice.logprobs).content),
    annotations: annotationsOf(message),
    stopSequence: stopSequenceOf(choice),
  };
}

/** Citations of pages in a message or a delta; other kinds are not known. */
export function annotationsOf(fields: Fields): Fields[] {
  return listOf(fields.annotations)
    .map(fieldsOf)
    .filter(({ type }) => type === 'url_citation');
}

/** Content is a text, or with some servers a list of parts. */
export function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  let text = '';
  for (const part of listOf(content)) text += textOrNull(fieldsOf(part).text) ?? '';
  return text;
}

/** vLLM, Ollama, Groq and our own adapters use one of two names. */
export function reasoningOf(fields: Fields): string {
  return textOrNull(fields.reasoning_content) ?? textOrNull(fields.reasoning) ?? '';
}

/** Only vLLM says it, beside the finish reason. */
export function stopSequenceOf(choice: Fields): string | null {
  return textOrNull(choice.stop_reason);
}

export function finishOf(reason: unknown, hasCalls: boolean): Finish {
  if (reason === 'length') return 'length';
  if (reason === 'content_filter') return 'filtered';
  return hasCalls ? 'calls' : 'stop';
}

function readCall(call: Fields, index: number): AnswerCall {
  const fn = fieldsOf(call.function);
  return {
    id: safeCallId(textOrNull(call.id) ?? `call_${index}`),
    name: textOrNull(fn.name) ?? '',
    arguments: textOrNull(fn.arguments) ?? '{}',
  };
}

/**
 * Some providers put other characters than Anthropic's Messages API takes into ids. The client sends the id back with
 * call and result alike, so that changing it loses nothing.
 */
export function safeCallId(id: string): string {
  return id.replace(/[^A-Za-z0-9_-]/g, '_');
}
