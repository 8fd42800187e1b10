import type { SimUsage } from '../generator/answer-types.ts';
import { chunksOf } from '../generator/chunks.ts';
import { openAiFinish } from '../openai/chat.response.ts';
import type { PlainReply, Reply, StreamEvent } from '../server/wire.ts';

/** How the two local servers differ in the old completions. */
export interface CompletionsStyle {
  /** Fields after `model`, as JSON without braces; empty = none. */
  readonly extraHead: string;
  /** Fields of a choice after its finish reason. */
  readonly choiceExtra: object;
  /** vLLM says `usage: null` in each chunk when usage was asked for. */
  readonly hasNullUsage: boolean;
}

function usageOf({ promptTokens, completionTokens }: SimUsage): object {
  return {
    prompt_tokens: promptTokens,
    total_tokens: promptTokens + completionTokens,
    completion_tokens: completionTokens,
  };
}

function headOf(reply: Reply, { extraHead }: CompletionsStyle): string {
  const { idTail, createdAt: created, modelName: model } = reply;
  const head = JSON.stringify({ id: `cmpl-${idTail}`, object: 'text_completion', created, model });
  return `${head.slice(0, -1)}${extraHead},"choices":`;
}

/** The body of a `text_completion`. */
export function completionsBody(reply: Reply, style: CompletionsStyle): PlainReply {
  const choices = reply.choices.map(({ text, finish }, index) => ({
    index,
    text,
    logprobs: null,
    finish_reason: openAiFinish(finish),
    ...style.choiceExtra,
  }));
  const usage = reply.isUsageOmitted ? '' : `,"usage":${JSON.stringify(usageOf(reply.usage))}`;
  return { body: `${headOf(reply, style)}${JSON.stringify(choices)}${usage}}`, hasUsage: !reply.isUsageOmitted };
}

/** The events of a stream; usage in one more chunk, only when asked for. */
export function completionsStream(reply: Reply, style: CompletionsStyle): StreamEvent[] {
  const isAsked = reply.request.wantsUsage && !reply.isUsageOmitted;
  const head = `data: ${headOf(reply, style)}`;
  const tail = isAsked && style.hasNullUsage ? ',"usage":null}\n\n' : '}\n\n';
  const events: StreamEvent[] = [];
  let before = 0;
  for (const [index, choice] of reply.choices.entries()) {
    const push = (text: string, generatedTokens: number, finish: string | null): void => {
      const part = { index, text, logprobs: null, finish_reason: finish, ...style.choiceExtra };
      const data = `${head}[${JSON.stringify(part)}]${tail}`;
      events.push({ data, generatedTokens: before + generatedTokens, isContent: text !== '', hasUsage: false });
    };
    for (const chunk of chunksOf({ choice, chunkTokens: reply.chunkTokens, tokenFactor: reply.model.tokenFactor })) {
      if (chunk.kind === 'text') push(chunk.text, chunk.generatedTokens, null);
    }
    push('', choice.completionTokens, openAiFinish(choice.finish));
    before += choice.completionTokens;
  }
  if (isAsked) {
    const data = `${head}[],"usage":${JSON.stringify(usageOf(reply.usage))}}\n\n`;
    events.push({ data, generatedTokens: before, isContent: false, hasUsage: true });
  }
  events.push({ data: 'data: [DONE]\n\n', generatedTokens: before, isContent: false, hasUsage: false });
  return events;
}
