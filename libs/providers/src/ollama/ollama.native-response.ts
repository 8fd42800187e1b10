import { NO_USAGE, type ProviderAnswer } from '@llm-cost-optimizer/contracts';
import { ANSWER_FAILURES } from '../failure/answer-failures.ts';
import { asBuffer, countOrNull, type JsonRecord, parseRecord, textOrNull } from '../json/json.ts';
import { parseAnswer } from '../openai-compatible/openai-compatible.response.ts';
import { ProviderError } from '../provider-error.ts';
import { isIdle, readFinish, readOllamaUsage, readOutputTokens, readWords } from './ollama.facts.ts';

/** Below this size a body of vectors is parsed whole. */
const SMALL_BYTES = 4_096;
const OPEN = 0x5b;
const CLOSE = 0x5d;

/** Reads an answer of `/api/chat` or `/api/generate` and keeps its bytes. Throws ProviderError (`broken_answer`) when it is none. */
export function readOllamaAnswer(body: Uint8Array): ProviderAnswer {
  const record = parseAnswer(body);
  const { isAnswer, chars, hasContent, hasCalls } = readWords(record);
  const finishReason = readFinish(record, hasCalls);
  if (!isAnswer || finishReason === null) throw new ProviderError(ANSWER_FAILURES.notAnAnswer);
  const isWhole = finishReason === 'stop' || finishReason === 'tool_calls';
  return {
    body,
    usage: readOllamaUsage(record),
    model: textOrNull(record.model),
    finishReason,
    serviceTier: null,
    outputChars: chars,
    outputTokens: readOutputTokens(record),
    isComplete: isWhole && hasContent && !isIdle(record),
  };
}

/** Reads vectors of `/api/embed` and keeps their bytes. Throws ProviderError (`broken_answer`) when there are none. */
export function readOllamaEmbed(body: Uint8Array): ProviderAnswer {
  const record = readVectors(body, 'embeddings');
  const promptTokens = countOrNull(record.prompt_eval_count);
  const usage = promptTokens === null || promptTokens === 0 ? null : { ...NO_USAGE, promptTokens };
  return vectors(body, usage, textOrNull(record.model));
}

/** Reads the vector of `/api/embeddings`, which tells neither tokens nor a model. Throws as above. */
export function readOllamaEmbeddings(body: Uint8Array): ProviderAnswer {
  readVectors(body, 'embedding');
  return vectors(body, null, null);
}

function vectors(body: Uint8Array, usage: ProviderAnswer['usage'], model: string | null): ProviderAnswer {
  return { body, usage, model, finishReason: null, serviceTier: null, outputChars: 0, isComplete: true };
}

/** What stands around the numbers, which fill megabytes and are not needed: they are skipped where they stand in one block. */
function readVectors(body: Uint8Array, key: 'embedding' | 'embeddings'): JsonRecord {
  const record = (body.byteLength < SMALL_BYTES ? null : withoutNumbers(body)) ?? parseAnswer(body);
  if (!Array.isArray(record[key])) throw new ProviderError(ANSWER_FAILURES.notAnAnswer);
  return record;
}

/** Null when the numbers are not one block. A body cut between two vectors does not close. */
function withoutNumbers(body: Uint8Array): JsonRecord | null {
  const bytes = asBuffer(body);
  const start = bytes.indexOf(OPEN);
  const end = bytes.lastIndexOf(CLOSE);
  if (start < 0 || end <= start || bytes.length - (end - start) > SMALL_BYTES) return null;
  return parseRecord(bytes.toString('utf8', 0, start + 1) + bytes.toString('utf8', end));
}
