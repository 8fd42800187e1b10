import type { ProviderAnswer } from '@llm-cost-optimizer/contracts';
import { ANSWER_FAILURES } from '../failure/answer-failures.ts';
import { textOrNull } from '../json/json.ts';
import { freeAnswer } from '../native/free-answer.ts';
import { ProviderError } from '../provider-error.ts';
import { parseAnswer } from './openai-compatible.response.ts';
import { readOpenAiUsage } from './openai-compatible.usage.ts';

/**
 * Reads results of a moderation and keeps their bytes. OpenAI's is free and counts no tokens; who bills it (Mistral) says
 * how many there were. Throws ProviderError (`broken_answer`) when there are no results.
 */
export function readModeration(body: Uint8Array): ProviderAnswer {
  const { results, model, usage } = parseAnswer(body);
  if (!Array.isArray(results) || results.length === 0) throw new ProviderError(ANSWER_FAILURES.notAnAnswer);
  const answer = freeAnswer(body, textOrNull(model));
  const billed = readOpenAiUsage(usage);
  return billed === null ? answer : { ...answer, usage: billed };
}
