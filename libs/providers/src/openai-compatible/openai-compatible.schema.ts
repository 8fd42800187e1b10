import { isRecord, type JsonRecord, lengthOf, listOf } from '../json/json.ts';

/**
 * What is read from a message or a delta. Hand-written because it runs on every chunk of every stream; everything else
 * in them is passed on unread.
 */
export interface GeneratedPart {
  /** Characters of text, refusal, reasoning and function calls. */
  readonly chars: number;
  /** True when there is something for the client to show or to do. */
  readonly hasContent: boolean;
  readonly isRefusal: boolean;
}

/** Finish reasons that tell of a failure: of Mistral and OpenRouter, and of DeepSeek when it runs out of machines. */
export const FAILED_FINISH: ReadonlySet<unknown> = new Set(['error', 'insufficient_system_resource']);

const NOTHING: GeneratedPart = Object.freeze({ chars: 0, hasContent: false, isRefusal: false });

/** Reads `message` or `delta`; an absent one (Azure, after its filter) holds nothing. */
export function readGenerated(part: unknown): GeneratedPart {
  if (!isRecord(part)) return NOTHING;
  const text = contentLength(part.content);
  const refusal = lengthOf(part.refusal);
  // `reasoning` at Groq and Ollama, `reasoning_content` at vLLM and many others.
  const reasoning = lengthOf(part.reasoning) + lengthOf(part.reasoning_content);
  const calls = listOf(part.tool_calls);
  const hasCall = calls.length > 0 || isRecord(part.function_call);
  const chars = text + refusal + reasoning + (hasCall ? callChars(part, calls) : 0);
  if (chars === 0 && !hasCall && !isRecord(part.audio)) return NOTHING;
  return { chars, hasContent: true, isRefusal: refusal > 0 };
}

/** Text, or the texts of a list of parts, as some compatible servers send it. */
function contentLength(content: unknown): number {
  if (typeof content === 'string') return content.length;
  let length = 0;
  for (const part of listOf(content)) if (isRecord(part)) length += lengthOf(part.text);
  return length;
}

function callChars(part: JsonRecord, calls: readonly unknown[]): number {
  let chars = functionChars(part.function_call);
  for (const call of calls) {
    if (isRecord(call)) chars += functionChars(call.function) + functionChars(call.custom);
  }
  return chars;
}

function functionChars(value: unknown): number {
  return isRecord(value) ? lengthOf(value.name) + lengthOf(value.arguments) + lengthOf(value.input) : 0;
}
