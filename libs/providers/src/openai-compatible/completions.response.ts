import type { ProviderAnswer } from '@llm-cost-optimizer/contracts';
import { ANSWER_FAILURES } from '../failure/answer-failures.ts';
import { isRecord, lengthOf, textOrNull } from '../json/json.ts';
import { ProviderError } from '../provider-error.ts';
import { parseAnswer } from './openai-compatible.response.ts';
import { readOpenAiUsage } from './openai-compatible.usage.ts';

/** Reads a `text_completion` and keeps its bytes. Throws ProviderError (`broken_answer`) when it is none. */
export function readCompletion(body: Uint8Array): ProviderAnswer {
  const record = parseAnswer(body);
  const { choices } = record;
  if (!Array.isArray(choices) || choices.length === 0) throw new ProviderError(ANSWER_FAILURES.notAnAnswer);
  let outputChars = 0;
  let isComplete = true;
  for (const choice of choices) {
    if (!isRecord(choice)) throw new ProviderError(ANSWER_FAILURES.notAnAnswer);
    const chars = lengthOf(choice.text);
    outputChars += chars;
    if (choice.finish_reason !== 'stop' || chars === 0) isComplete = false;
  }
  return {
    body,
    usage: readOpenAiUsage(record.usage),
    sentUsage: record.usage,
    model: textOrNull(record.model),
    finishReason: isRecord(choices[0]) ? textOrNull(choices[0].finish_reason) : null,
    serviceTier: textOrNull(record.service_tier),
    outputChars,
    isComplete,
  };
}
