import type { ProviderAnswer } from '@llm-cost-optimizer/contracts';
import { ANSWER_FAILURES } from '../failure/answer-failures.ts';
import { countOrNull, recordOf, textOrNull } from '../json/json.ts';
import { freeAnswer } from '../native/free-answer.ts';
import { parseAnswer } from '../openai-compatible/openai-compatible.response.ts';
import { ProviderError } from '../provider-error.ts';
import { readBlock } from './anthropic.blocks.ts';
import { finishReasonOf } from './anthropic.schema.ts';
import { readAnthropicUsage, serviceTierOf } from './anthropic.usage.ts';

/** Stop reasons of an answer that said all it had to say. A paused turn is to be continued. */
const WHOLE = new Set(['end_turn', 'stop_sequence', 'tool_use']);

/** Reads a message of the Messages API and keeps its bytes. Throws ProviderError (`broken_answer`) when it is none. */
export function readMessage(body: Uint8Array): ProviderAnswer {
  const message = parseAnswer(body);
  if (!Array.isArray(message.content)) throw new ProviderError(ANSWER_FAILURES.notAnAnswer);
  const stopReason = textOrNull(message.stop_reason);
  let outputChars = 0;
  let hasContent = false;
  for (const one of message.content) {
    const block = recordOf(one);
    const facts = readBlock(block);
    outputChars += facts.chars;
    // Thoughts alone are no answer.
    if (facts.hasContent && block.type !== 'thinking') hasContent = true;
  }
  return {
    body,
    usage: readAnthropicUsage(message.usage),
    sentUsage: message.usage,
    model: textOrNull(message.model),
    finishReason: finishReasonOf(stopReason),
    serviceTier: serviceTierOf(recordOf(message.usage)),
    outputChars,
    isComplete: hasContent && stopReason !== null && WHOLE.has(stopReason),
  };
}

/** Reads a count of tokens and keeps its bytes. Counting is free. Throws ProviderError (`broken_answer`) when it is none. */
export function readTokenCount(body: Uint8Array): ProviderAnswer {
  const record = parseAnswer(body);
  if (countOrNull(record.input_tokens) === null) throw new ProviderError(ANSWER_FAILURES.notAnAnswer);
  return freeAnswer(body, null);
}
