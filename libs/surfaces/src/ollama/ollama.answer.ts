import type { TokenUsage } from '@llm-cost-optimizer/contracts';
import { type AnswerCall, type Finish, readChatAnswer } from '../common/chat-answer.ts';
import { parseFields, readAnswer } from '../common/json.ts';
import type { AnswerEnd, AnswerFacts, Fields } from '../surface.ts';
import { type AnswerForm, answerHead } from './ollama.form.ts';

/** A `chat.completion` as an answer of Ollama. Durations are those of Ollama's own engine: for others they stay away, as it does with zeros. */
export function encodeOllamaAnswer(
  form: AnswerForm,
  answer: Uint8Array | Fields,
  facts: AnswerFacts,
  end: AnswerEnd,
): string {
  const chat = readChatAnswer(readAnswer(answer));
  const text = chat.text + (chat.refusal ?? '');
  const calls = chat.calls.map(toOllamaCall);
  return JSON.stringify({
    ...answerHead(facts),
    ...form.write({ text, thinking: chat.reasoning, calls }),
    ...closing(chat.refusal === null ? chat.finish : 'filtered', end),
    ...(chat.logprobs.length === 0 ? {} : { logprobs: chat.logprobs }),
    ...(end.lco === null ? {} : { lco: end.lco }),
  });
}

/** What the last line of a stream and a whole answer end with. */
export function closing(finish: Finish, { usage }: Pick<AnswerEnd, 'usage'>): Fields {
  return { done: true, done_reason: REASONS[finish], ...ollamaUsage(usage) };
}

/** Ollama ends calls of functions with `stop`; it has no word for what a filter kept back. */
const REASONS: Readonly<Record<Finish, string>> = {
  stop: 'stop',
  length: 'length',
  calls: 'stop',
  filtered: 'content_filter',
};

export function ollamaUsage({ promptTokens, completionTokens }: TokenUsage): Fields {
  return { prompt_eval_count: promptTokens, eval_count: completionTokens };
}

/** Arguments that are no JSON object (a cut answer) are kept under a name. */
export function toOllamaCall({ id, name, arguments: json }: AnswerCall, index: number): Fields {
  const input = json.trim() === '' ? {} : (parseFields(json) ?? { arguments: json });
  return { id, function: { index, name, arguments: input } };
}
