import type { FinishReason, SimChoice, SimToolCall, SimUsage } from '../generator/answer-types.ts';
import { type JsonRecord, recordOf } from '../generator/json.ts';
import type { PlainReply, Reply } from '../server/wire.ts';

/** Usage in Anthropic's shape: cache reads and writes stand beside `input_tokens`, not in it. */
export function anthropicUsage(usage: SimUsage, outputTokens: number): JsonRecord {
  return {
    input_tokens: usage.promptTokens - usage.cachedTokens - usage.cacheWriteTokens,
    cache_creation_input_tokens: usage.cacheWriteTokens,
    cache_read_input_tokens: usage.cachedTokens,
    cache_creation: {
      ephemeral_5m_input_tokens: usage.cacheWriteTokens - usage.cacheWrite1hTokens,
      ephemeral_1h_input_tokens: usage.cacheWrite1hTokens,
    },
    output_tokens: outputTokens,
    ...outputDetails(usage),
    service_tier: 'standard',
    inference_geo: 'not_available',
  };
}

/** `output_tokens_details`, which stands there only when the model thought. */
export function outputDetails({ reasoningTokens }: SimUsage): JsonRecord {
  return reasoningTokens > 0 ? { output_tokens_details: { thinking_tokens: reasoningTokens } } : {};
}

/** Anthropic's name of a finish reason. */
export function stopReason(finish: FinishReason): string {
  switch (finish) {
    case 'stop':
      return 'end_turn';
    case 'stop_sequence':
      return 'stop_sequence';
    case 'length':
      return 'max_tokens';
    case 'tool_calls':
      return 'tool_use';
  }
}

/** A signature such as thinking blocks carry; it verifies nothing. */
export function signatureOf(reply: Reply): string {
  return Buffer.from(`simulated thinking ${reply.idTail}`).toString('base64');
}

/** Id of the function call number `index` in this answer. */
export function toolUseId(reply: Reply, index: number): string {
  return `toolu_01${reply.idTail}${index}`;
}

/** The body of an answer of the Messages API. */
export function anthropicBody(reply: Reply): PlainReply {
  const [choice] = reply.choices;
  if (choice === undefined) return { body: '{}', hasUsage: false };
  const body = {
    ...messageHead(reply),
    content: contentOf(reply, choice),
    stop_reason: stopReason(choice.finish),
    stop_sequence: choice.stopSequence,
    stop_details: null,
    usage: reply.isUsageOmitted ? undefined : anthropicUsage(reply.usage, reply.usage.completionTokens),
  };
  return { body: JSON.stringify(body), hasUsage: !reply.isUsageOmitted };
}

/** The fields with which a message begins, in the order of the real one. */
export function messageHead(reply: Reply): JsonRecord {
  return { model: reply.modelName, id: `msg_01${reply.idTail}`, type: 'message', role: 'assistant' };
}

function contentOf(reply: Reply, choice: SimChoice): object[] {
  const content: object[] = [];
  if (choice.reasoningText !== '') {
    content.push({ type: 'thinking', thinking: choice.reasoningText, signature: signatureOf(reply) });
  }
  if (choice.text !== '') content.push({ type: 'text', text: choice.text });
  for (const [index, call] of choice.toolCalls.entries()) {
    content.push({
      type: 'tool_use',
      id: toolUseId(reply, index),
      name: call.name,
      input: inputOf(call),
      caller: { type: 'direct' },
    });
  }
  return content;
}

/** Arguments that the length limit cut are not JSON; the real API then shows an empty input. */
function inputOf({ argumentsJson }: SimToolCall): JsonRecord {
  try {
    return recordOf(JSON.parse(argumentsJson));
  } catch {
    return {};
  }
}
