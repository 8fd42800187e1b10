import { type AnswerChunk, chunksOf } from '../generator/chunks.ts';
import type { Reply, StreamEvent } from '../server/wire.ts';
import { callId, FINGERPRINT, openAiFinish, openAiUsage } from './chat.response.ts';

/** The events of an OpenAI chat stream. Usage only when asked for: then each chunk has `usage: null` and one more holds it. */
export function openAiChatStream(reply: Reply): StreamEvent[] {
  const isAsked = reply.request.wantsUsage && !reply.isUsageOmitted;
  const head = `data: ${JSON.stringify({
    id: `chatcmpl-${reply.idTail}`,
    object: 'chat.completion.chunk',
    created: reply.createdAt,
    model: reply.modelName,
    service_tier: 'default',
    system_fingerprint: FINGERPRINT,
  }).slice(0, -1)},"choices":[`;
  const tail = isAsked ? '],"usage":null}\n\n' : ']}\n\n';
  const events: StreamEvent[] = [];
  let before = 0;
  for (const [index, choice] of reply.choices.entries()) {
    const push = (delta: string, generatedTokens: number, isContent: boolean, finish = 'null'): void => {
      const data = `${head}{"index":${index},"delta":${delta},"logprobs":null,"finish_reason":${finish}}${tail}`;
      events.push({ data, generatedTokens: before + generatedTokens, isContent, hasUsage: false });
    };
    const hasCalls = choice.toolCalls.length > 0;
    push(`{"role":"assistant","content":${hasCalls ? 'null' : '""'},"refusal":null}`, 0, false);
    for (const chunk of chunksOf({ choice, chunkTokens: reply.chunkTokens, tokenFactor: reply.model.tokenFactor })) {
      if (chunk.kind !== 'reasoning') push(deltaOf(reply, index, chunk), chunk.generatedTokens, true);
    }
    push('{}', choice.completionTokens, false, `"${openAiFinish(choice.finish)}"`);
    before += choice.completionTokens;
  }
  if (isAsked) {
    const usage = JSON.stringify(openAiUsage(reply.usage, reply.model.isCacheWriteReported));
    events.push({ data: `${head}],"usage":${usage}}\n\n`, generatedTokens: before, isContent: false, hasUsage: true });
  }
  events.push({ data: 'data: [DONE]\n\n', generatedTokens: before, isContent: false, hasUsage: false });
  return events;
}

function deltaOf(reply: Reply, choiceIndex: number, chunk: Exclude<AnswerChunk, { kind: 'reasoning' }>): string {
  switch (chunk.kind) {
    case 'text':
      return `{"content":${JSON.stringify(chunk.text)}}`;
    case 'callStart': {
      const id = callId(reply, choiceIndex, chunk.callIndex);
      const call = { index: chunk.callIndex, id, type: 'function', function: { name: chunk.name, arguments: '' } };
      return `{"tool_calls":[${JSON.stringify(call)}]}`;
    }
    case 'callArguments':
      return `{"tool_calls":[{"index":${chunk.callIndex},"function":{"arguments":${JSON.stringify(chunk.text)}}}]}`;
  }
}
