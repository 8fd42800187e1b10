import { asBuffer, isRecord, type JsonRecord, listOf, parseRecord, recordOf, textOrNull } from '../json/json.ts';

/** What a provider says about a failure, whatever the shape it says it in. Null = not said. */
export interface ErrorFacts {
  /** As sent, not yet fit for a client. */
  readonly message: string | null;
  readonly type: string | null;
  readonly code: string | null;
  readonly param: string | null;
  /** Status named in the body, as error events of streams do; null when there is none. */
  readonly status: number | null;
  /** How long to wait, as a duration (`34s`) or in seconds (`1.5`). */
  readonly retryDelay: string | null;
}

export const NO_FACTS: ErrorFacts = Object.freeze({
  message: null,
  type: null,
  code: null,
  param: null,
  status: null,
  retryDelay: null,
});
const MAX_BODY_BYTES = 64 * 1024;

/**
 * The error in a body. Known shapes: `{"error": {...}}` (OpenAI, Groq, Anthropic), `{"error": "text"}` (Ollama),
 * `{"object": "error", ...}` (vLLM), `{"detail": ...}` (servers on FastAPI), any of them as the only element of a list
 * (Gemini). HTML and anything else says nothing.
 */
export function readErrorBody(body: Uint8Array): ErrorFacts {
  if (body.byteLength === 0 || body.byteLength > MAX_BODY_BYTES) return NO_FACTS;
  const text = asBuffer(body).toString('utf8').trim();
  const record = parseRecord(text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text);
  return record === null ? NO_FACTS : readErrorRecord(record);
}

/** The error in a parsed body or event. */
export function readErrorRecord(record: JsonRecord): ErrorFacts {
  const { error, detail } = record;
  if (typeof error === 'string') return { ...NO_FACTS, message: error };
  if (isRecord(error)) return readFields(error, record);
  if (record.object === 'error' || typeof record.message === 'string') return readFields(record, record);
  if (typeof detail === 'string') return { ...NO_FACTS, message: detail };
  if (Array.isArray(detail)) return { ...NO_FACTS, message: detailText(detail) };
  return NO_FACTS;
}

/** True when an event or an answer with status 200 reports a failure instead of content. */
export function isErrorRecord(record: JsonRecord): boolean {
  return (record.error !== undefined && record.error !== null) || record.object === 'error' || record.type === 'error';
}

function readFields(error: JsonRecord, around: JsonRecord): ErrorFacts {
  const { code } = error;
  const status = [error.status_code, code].find((value) => typeof value === 'number' && value >= 400 && value < 600);
  return {
    message: textOrNull(error.message),
    type: textOrNull(error.type),
    code: typeof code === 'number' ? String(code) : textOrNull(code),
    param: textOrNull(error.param),
    status: typeof status === 'number' ? status : null,
    retryDelay: retryDelayOf(error) ?? retryDelayOf(around),
  };
}

/** Gemini: `details: [{"@type": "…RetryInfo", "retryDelay": "34s"}]`; others: a field of that meaning, in seconds. */
function retryDelayOf(record: JsonRecord): string | null {
  for (const detail of listOf(record.details)) {
    const delay = textOrNull(recordOf(detail).retryDelay);
    if (delay !== null) return delay;
  }
  const own = record.retry_after ?? record.retryAfter;
  return typeof own === 'number' ? String(own) : textOrNull(own);
}

/** `[{"loc": ["body", "top_k"], "msg": "..."}]`. */
function detailText(detail: readonly unknown[]): string | null {
  const [first] = detail;
  if (!isRecord(first)) return null;
  const place = Array.isArray(first.loc) ? `${first.loc.join('.')}: ` : '';
  const text = textOrNull(first.msg);
  return text === null ? null : `${place}${text}`;
}
