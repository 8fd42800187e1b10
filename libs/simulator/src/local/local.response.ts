import type { SimChoice, SimUsage } from '../generator/answer-types.ts';
import { type AnswerChunk, chunksOf } from '../generator/chunks.ts';
import { openAiFinish } from '../openai/chat.response.ts';
import type { PlainReply, Reply, StreamEvent } from '../server/wire.ts';

/** How the two local servers differ in what they write. */
export interface LocalStyle {
  /** Fields after `model`, as JSON without braces; empty = none. */
  readonly extraHead: string;
  readonly hasLogprobs: boolean;
  readonly reasoningField: 'reasoning' | 'reasoning_content';
  /** Fields of a plain choice after its finish reason. */
  readonly choiceExtra: object;
  /** vLLM writes an empty list of calls beside a text. */
  readonly hasEmptyToolCalls: boolean;
}

function localUsage(usage: SimUsage): object {
  const total = usage.promptTokens + usage.completionTokens;
  return { prompt_tokens: usage.promptTokens, completion_tokens: usage.completionTokens, total_tokens: total };
}

function headOf(reply: Reply, style: LocalStyle, object: string): string {
  const head = JSON.stringify({
    id: `chatcmpl-${reply.idTail}`,
    object,
    created: reply.createdAt,
    model: reply.modelName,
  });
  return `${head.slice(0, -1)}${style.extraHead}`;
}

/** The body of an answer of Ollama or vLLM: usage without details. */
export function localChatBody(reply: Reply, style: LocalStyle): PlainReply {
  const choices = reply.choices.map((choice, index) => ({
    index,
    message: messageOf(reply, style, choice, index),
    logprobs: style.hasLogprobs ? null : undefined,
    finish_reason: openAiFinish(choice.finish),
    ...style.choiceExtra,
  }));
  const usage = reply.isUsageOmitted ? '' : `,"usage":${JSON.stringify(localUsage(reply.usage))}`;
  const body = `${headOf(reply, style, 'chat.completion')},"choices":${JSON.stringify(choices)}${usage}}`;
  return { body, hasUsage: !reply.isUsageOmitted };
}

/** The events of a stream of Ollama or vLLM; usage in one more chunk, only when asked for. */
export function localChatStream(reply: Reply, style: LocalStyle): StreamEvent[] {
  const head = `data: ${headOf(reply, style, 'chat.completion.chunk')},"choices":[`;
  const logprobs = style.hasLogprobs ? ',"logprobs":null' : '';
  const events: StreamEvent[] = [];
  let before = 0;
  for (const [index, choice] of reply.choices.entries()) {
    const push = (delta: object, generatedTokens: number, isContent: boolean, finish: string | null = null): void => {
      const data = `${head}{"index":${index},"delta":${JSON.stringify(delta)}${logprobs},"finish_reason":${JSON.stringify(finish)}}]}\n\n`;
      events.push({ data, generatedTokens: before + generatedTokens, isContent, hasUsage: false });
    };
    push({ role: 'assistant', content: '' }, 0, false);
    for (const chunk of chunksOf({ choice, chunkTokens: reply.chunkTokens, tokenFactor: reply.model.tokenFactor })) {
      const delta = deltaOf(style, chunk);
      if (delta !== null) push(delta, chunk.generatedTokens, true);
    }
    // Both servers send each function call whole.
    for (const [callIndex, call] of choice.toolCalls.entries()) {
      const fn = { name: call.name, arguments: call.argumentsJson };
      const whole = { id: `call_${reply.idTail}${callIndex}`, index: callIndex, type: 'function', function: fn };
      push({ content: '', tool_calls: [whole] }, choice.completionTokens, true);
    }
    push({}, choice.completionTokens, false, openAiFinish(choice.finish));
    before += choice.completionTokens;
  }
  if (reply.request.wantsUsage && !reply.isUsageOmitted) {
    const data = `${head}],"usage":${JSON.stringify(localUsage(reply.usage))}}\n\n`;
    events.push({ data, generatedTokens: before, isContent: false, hasUsage: true });
  }
  events.push({ data: 'data: [DONE]\n\n', generatedTokens: before, isContent: false, hasUsage: false });
  return events;
}

function deltaOf(style: LocalStyle, chunk: AnswerChunk): object | null {
  if (chunk.kind === 'text') return { content: chunk.text };
  if (chunk.kind === 'reasoning') return { content: '', [style.reasoningField]: chunk.text };
  return null;
}

function messageOf(reply: Reply, style: LocalStyle, choice: SimChoice, choiceIndex: number): object {
  const calls = choice.toolCalls.map((call, index) => ({
    id: `call_${reply.idTail}${choiceIndex}${index}`,
    index,
    type: 'function',
    function: { name: call.name, arguments: call.argumentsJson },
  }));
  return {
    role: 'assistant',
    content: choice.text,
    ...(choice.reasoningText === '' ? {} : { [style.reasoningField]: choice.reasoningText }),
    ...(calls.length > 0 || style.hasEmptyToolCalls ? { tool_calls: calls } : {}),
  };
}
