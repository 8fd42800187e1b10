import { chunksOf } from '../generator/chunks.ts';
import { callId, openAiFinish } from '../openai/chat.response.ts';
import type { PlainReply, Reply, StreamEvent } from '../server/wire.ts';

/** Groq's usage: times in seconds beside the tokens; details appear only when they are not zero, as in its recordings. */
function groqUsage({ usage, model }: Reply): object {
  const promptSeconds = usage.promptTokens / 20_000;
  const completionSeconds = usage.completionTokens / model.tokensPerSecond;
  return {
    queue_time: 0.005052002,
    prompt_tokens: usage.promptTokens,
    prompt_time: round(promptSeconds),
    completion_tokens: usage.completionTokens,
    completion_time: round(completionSeconds),
    total_tokens: usage.promptTokens + usage.completionTokens,
    total_time: round(promptSeconds + completionSeconds),
    ...(usage.cachedTokens > 0 ? { prompt_tokens_details: { cached_tokens: usage.cachedTokens } } : {}),
    ...(usage.reasoningTokens > 0 ? { completion_tokens_details: { reasoning_tokens: usage.reasoningTokens } } : {}),
  };
}

/** The body of an answer of Groq: its keys stand in alphabetical order, and a message has only the fields that apply. */
export function groqChatBody(reply: Reply): PlainReply {
  const isReasoningShown = isReasoningIncluded(reply);
  const body = {
    choices: reply.choices.map((choice, index) => ({
      finish_reason: openAiFinish(choice.finish),
      index,
      logprobs: null,
      message: {
        ...(choice.toolCalls.length === 0 ? { content: choice.text } : {}),
        ...(isReasoningShown && choice.reasoningText !== '' ? { reasoning: choice.reasoningText } : {}),
        role: 'assistant',
        ...(choice.toolCalls.length > 0
          ? {
              tool_calls: choice.toolCalls.map((call, callIndex) => ({
                function: { arguments: call.argumentsJson, name: call.name },
                id: callId(reply, index, callIndex),
                type: 'function',
              })),
            }
          : {}),
      },
    })),
    created: reply.createdAt,
    id: `chatcmpl-${reply.idTail}`,
    model: reply.modelName,
    object: 'chat.completion',
    service_tier: 'on_demand',
    system_fingerprint: GROQ_FINGERPRINT,
    usage: reply.isUsageOmitted ? undefined : groqUsage(reply),
    usage_breakdown: null,
    x_groq: { id: `req_${reply.idTail}`, seed: 1779532338 },
  };
  return { body: JSON.stringify(body), hasUsage: !reply.isUsageOmitted };
}

const GROQ_FINGERPRINT = 'fp_51mu1a7e6a';

/**
 * The events of a Groq stream. The chunk with the finish reason carries usage twice, in `x_groq.usage` and in `usage`;
 * asked for with `stream_options`, one more chunk without choices carries it instead of the second place.
 */
export function groqChatStream(reply: Reply): StreamEvent[] {
  const groqId = `req_${reply.idTail}`;
  const head = `data: ${JSON.stringify({
    id: `chatcmpl-${reply.idTail}`,
    object: 'chat.completion.chunk',
    created: reply.createdAt,
    model: reply.modelName,
    system_fingerprint: GROQ_FINGERPRINT,
  }).slice(0, -1)},"choices":[`;
  const events: StreamEvent[] = [];
  const push = (rest: string, generatedTokens: number, isContent: boolean, hasUsage = false): void => {
    events.push({ data: `${head}${rest}\n\n`, generatedTokens, isContent, hasUsage });
  };
  let before = 0;
  for (const [index, choice] of reply.choices.entries()) {
    const isLast = index === reply.choices.length - 1;
    const one = (delta: string, finish = 'null'): string =>
      `{"index":${index},"delta":${delta},"logprobs":null,"finish_reason":${finish}}]`;
    push(`${one('{"role":"assistant","content":""}')},"x_groq":{"id":"${groqId}","seed":1779532338}}`, before, false);
    for (const { delta, generatedTokens } of deltasOf(reply, index))
      push(`${one(delta)}}`, before + generatedTokens, true);
    before += choice.completionTokens;
    const finish = one('{}', `"${openAiFinish(choice.finish)}"`);
    if (isLast && !reply.isUsageOmitted) {
      const usage = JSON.stringify(groqUsage(reply));
      const second = reply.request.wantsUsage ? '' : `,"usage":${usage}`;
      push(`${finish},"x_groq":{"id":"${groqId}","usage":${usage}}${second}}`, before, false, true);
      if (reply.request.wantsUsage) push(`],"usage":${usage}}`, before, false, true);
    } else {
      push(`${finish}}`, before, false);
    }
  }
  events.push({ data: 'data: [DONE]\n\n', generatedTokens: before, isContent: false, hasUsage: false });
  return events;
}

function deltasOf(reply: Reply, index: number): { readonly delta: string; readonly generatedTokens: number }[] {
  const choice = reply.choices[index];
  if (choice === undefined) return [];
  const isReasoningShown = isReasoningIncluded(reply);
  const deltas: { delta: string; generatedTokens: number }[] = [];
  for (const chunk of chunksOf({ choice, chunkTokens: reply.chunkTokens, tokenFactor: reply.model.tokenFactor })) {
    const { generatedTokens } = chunk;
    if (chunk.kind === 'reasoning' && isReasoningShown) {
      deltas.push({ delta: `{"reasoning":${JSON.stringify(chunk.text)},"channel":"analysis"}`, generatedTokens });
    } else if (chunk.kind === 'text') {
      deltas.push({ delta: `{"content":${JSON.stringify(chunk.text)}}`, generatedTokens });
    }
  }
  // Groq sends each function call whole, in one chunk.
  for (const [callIndex, call] of choice.toolCalls.entries()) {
    const id = callId(reply, index, callIndex);
    const whole = {
      id,
      type: 'function',
      function: { name: call.name, arguments: call.argumentsJson },
      index: callIndex,
    };
    deltas.push({ delta: `{"tool_calls":[${JSON.stringify(whole)}]}`, generatedTokens: choice.completionTokens });
  }
  return deltas;
}

function isReasoningIncluded({ request }: Reply): boolean {
  return request.body.include_reasoning !== false && request.body.reasoning_format !== 'hidden';
}

function round(seconds: number): number {
  return Math.round(seconds * 1e9) / 1e9;
}
