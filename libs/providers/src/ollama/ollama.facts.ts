import { NO_USAGE, type TokenUsage } from '@llm-cost-optimizer/contracts';
import { countOrNull, type JsonRecord, lengthOf, listOf, recordOf, textOrNull } from '../json/json.ts';

/** What one answer of `/api/chat` or `/api/generate`, or one line of its stream, says. */
export interface OllamaFacts {
  /** False where it is neither: it has no words at all. */
  readonly isAnswer: boolean;
  /** Characters of text, thoughts and calls. */
  readonly chars: number;
  /** Text, a call or an image; thoughts alone are no answer. */
  readonly hasContent: boolean;
  readonly hasCalls: boolean;
}

/** Reasons with which loading and unloading a model end; nothing is generated. */
const IDLE = new Set(['load', 'unload']);

export function readWords(record: JsonRecord): OllamaFacts {
  const message = recordOf(record.message);
  // Lines that only tell how far an image is have neither text nor message.
  const isAnswer =
    typeof record.response === 'string' || record.message !== undefined || typeof record.done === 'boolean';
  const words = record.message === undefined ? record : message;
  const text = lengthOf(record.message === undefined ? record.response : message.content);
  const calls = listOf(words.tool_calls).map((call) => recordOf(recordOf(call).function));
  const callChars = calls.reduce((sum, { name, arguments: input }) => sum + lengthOf(name) + jsonLength(input), 0);
  const hasCalls = calls.length > 0;
  const hasContent = text > 0 || hasCalls || typeof record.image === 'string';
  return { isAnswer, chars: text + lengthOf(words.thinking) + callChars, hasContent, hasCalls };
}

/** In the words of chat completions; null = not at its end. Ollama says `stop` for calls too, and its older versions nothing. */
export function readFinish(record: JsonRecord, hasCalls: boolean): string | null {
  if (record.done !== true) return null;
  const reason = textOrNull(record.done_reason) ?? 'stop';
  if (isIdle(record)) return 'stop';
  return hasCalls && reason === 'stop' ? 'tool_calls' : reason;
}

export function isIdle({ done_reason: reason }: JsonRecord): boolean {
  return typeof reason === 'string' && IDLE.has(reason);
}

/**
 * Counts of the end of an answer. Null when there are none, or none of the prompt, which is missing where Ollama had it in its
 * cache: then `readOutputTokens` has the rest. It tells neither cached nor reasoning tokens apart.
 */
export function readOllamaUsage(record: JsonRecord): TokenUsage | null {
  if (isIdle(record)) return NO_USAGE;
  const promptTokens = countOrNull(record.prompt_eval_count);
  const completionTokens = countOrNull(record.eval_count) ?? (record.eval_count === undefined ? 0 : null);
  if (promptTokens === null || promptTokens === 0 || completionTokens === null) return null;
  return { ...NO_USAGE, promptTokens, completionTokens, reasoningTokens: null };
}

export function readOutputTokens(record: JsonRecord): number | null {
  return isIdle(record) ? null : countOrNull(record.eval_count);
}

function jsonLength(value: unknown): number {
  return typeof value === 'string' ? value.length : value === undefined ? 0 : JSON.stringify(value).length;
}
