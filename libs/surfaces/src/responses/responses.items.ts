import type { AnswerCall } from '../common/chat-answer.ts';
import { fieldsOf } from '../common/json.ts';
import type { Fields } from '../surface.ts';

export type ItemStatus = 'in_progress' | 'completed' | 'incomplete';

/** JSON of a part with the answer's words. `logprobs` as chat completions give them, which is the same shape. */
export function textPart(text: string, logprobs: readonly unknown[], annotations: readonly Fields[]): string {
  const cited = JSON.stringify(annotations.map(toAnnotation));
  return `{"type":"output_text","text":${JSON.stringify(text)},"annotations":${cited},"logprobs":${JSON.stringify(logprobs)}}`;
}

/** A citation of a page, which this API writes without a group of its own. */
export function toAnnotation({ type, url_citation: citation }: Fields): Fields {
  return { type, ...fieldsOf(citation) };
}

export function refusalPart(refusal: string): string {
  return `{"type":"refusal","refusal":${JSON.stringify(refusal)}}`;
}

export function reasoningPart(text: string): string {
  return `{"type":"reasoning_text","text":${JSON.stringify(text)}}`;
}

export function messageItem(id: string, status: ItemStatus, parts: readonly string[]): string {
  return `{"id":"${id}","type":"message","status":"${status}","role":"assistant","content":[${parts.join(',')}]}`;
}

/** Thoughts as the provider shows them, unabridged: so the API tells those of open models. */
export function reasoningItem(id: string, status: ItemStatus, parts: readonly string[]): string {
  return `{"id":"${id}","type":"reasoning","status":"${status}","summary":[],"content":[${parts.join(',')}]}`;
}

export function callItem(id: string, status: ItemStatus, call: AnswerCall): string {
  const fields = { id, type: 'function_call', status, call_id: call.id, name: call.name, arguments: call.arguments };
  return JSON.stringify(fields);
}
