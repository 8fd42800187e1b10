import type { FinishReason, SimChoice, SimUsage } from '../generator/answer-types.ts';
import type { PlainReply, Reply } from '../server/wire.ts';

/** Usage in OpenAI's shape. `cache_write_tokens` only for models that bill writes. */
export function openAiUsage(usage: SimUsage, isCacheWriteReported: boolean): object {
  return {
    prompt_tokens: usage.promptTokens,
    completion_tokens: usage.completionTokens,
    total_tokens: usage.promptTokens + usage.completionTokens,
    prompt_tokens_details: {
      cached_tokens: usage.cachedTokens,
      audio_tokens: 0,
      ...(isCacheWriteReported ? { cache_write_tokens: usage.cacheWriteTokens } : {}),
    },
    completion_tokens_details: {
      reasoning_tokens: usage.reasoningTokens,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}

/** OpenAI's name of a finish reason: a stop sequence is `stop` like any other end. */
export function openAiFinish(finish: FinishReason): string {
  return finish === 'stop_sequence' ? 'stop' : finish;
}

/** Id of the function call number `index` in this answer. */
export function callId(reply: Reply, choiceIndex: number, index: number): string {
  return `call_${reply.idTail}${choiceIndex}${index}`;
}

/** The body of an answer of OpenAI's chat completions. */
export function openAiChatBody(reply: Reply): PlainReply {
  const body = {
    id: `chatcmpl-${reply.idTail}`,
    object: 'chat.completion',
    created: reply.createdAt,
    model: reply.modelName,
    choices: reply.choices.map((choice, index) => ({
      index,
      message: messageOf(reply, choice, index),
      logprobs: null,
      finish_reason: openAiFinish(choice.finish),
    })),
    usage: reply.isUsageOmitted ? undefined : openAiUsage(reply.usage, reply.model.isCacheWriteReported),
    service_tier: 'default',
    system_fingerprint: FINGERPRINT,
  };
  return { body: JSON.stringify(body), hasUsage: !reply.isUsageOmitted };
}

/** The fingerprint that all simulated OpenAI answers carry. */
export const FINGERPRINT = 'fp_51mu1a7ed0';

function messageOf(reply: Reply, choice: SimChoice, index: number): object {
  if (choice.toolCalls.length === 0) {
    return { role: 'assistant', content: choice.text, refusal: null, annotations: [] };
  }
  return {
    role: 'assistant',
    content: null,
    tool_calls: choice.toolCalls.map((call, callIndex) => ({
      id: callId(reply, index, callIndex),
      type: 'function',
      function: { name: call.name, arguments: call.argumentsJson },
    })),
    refusal: null,
    annotations: [],
  };
}
