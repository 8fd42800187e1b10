import { openAiUsage } from '@llm-cost-optimizer/contracts';
import { textOf } from '../common/chat-answer.ts';
import { withCost } from '../common/extras.ts';
import { fieldsOf, listOf, readAnswer, textOrNull } from '../common/json.ts';
import type { AnswerEnd, AnswerFacts, Fields } from '../surface.ts';

/** A `chat.completion` as a `text_completion`. A refusal stands where the text would. */
export function encodeCompletion(answer: Uint8Array | Fields, facts: AnswerFacts, end: AnswerEnd): string {
  const completion = readAnswer(answer);
  const choices = listOf(completion.choices).map((one, at) => {
    const choice = fieldsOf(one);
    const message = fieldsOf(choice.message);
    return {
      text: textOf(message.content) + (textOrNull(message.refusal) ?? ''),
      index: typeof choice.index === 'number' ? choice.index : at,
      logprobs: null,
      finish_reason: completionFinish(choice.finish_reason),
    };
  });
  return JSON.stringify({
    ...completionHead(facts),
    choices,
    usage: withCost(openAiUsage(end.usage), end),
    ...(end.lco === null ? {} : { lco: end.lco }),
  });
}

/** What whole answers and chunks begin with. */
export function completionHead({ requestId, createdAt, model }: AnswerFacts): Fields {
  const id = `cmpl-${requestId.replace(/[^A-Za-z0-9]/g, '')}`;
  return { id, object: 'text_completion', created: createdAt, model };
}

/** The old API knows three reasons. */
export function completionFinish(reason: unknown): string {
  return reason === 'length' || reason === 'content_filter' ? reason : 'stop';
}
