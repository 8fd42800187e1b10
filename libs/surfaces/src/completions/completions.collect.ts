import { withExtras } from '../common/extras.ts';
import { fieldsOf, isFields, listOf, piecesOf, readAnswer, textOrNull } from '../common/json.ts';
import { DONE, usageEvent } from '../common/openai-end.ts';
import { readEvents } from '../common/sse.ts';
import type { AnswerExtras, CollectedAnswer, Fields } from '../surface.ts';

interface Choice {
  text: string;
  finish: unknown;
  readonly logprobs: Map<string, unknown[]>;
}

/** Builds the whole `text_completion` from its chunks. */
export function collectCompletion(sent: readonly Uint8Array[]): CollectedAnswer | null {
  const choices = new Map<number, Choice>();
  let head: Fields = {};
  let usage: unknown = null;
  let isDamaged = false;
  for (const chunk of readEvents(sent)) {
    if (chunk === null || isFields(chunk.error)) {
      isDamaged = true;
      continue;
    }
    const { choices: list, usage: told, lco: _lco, ...rest } = chunk;
    head = { ...rest, ...head };
    usage = isFields(told) ? withoutCost(told) : usage;
    for (const part of listOf(list)) addTo(choices, fieldsOf(part));
  }
  if (choices.size === 0) return null;
  const whole = [...choices].sort(([one], [other]) => one - other).map(([index, choice]) => toChoice(index, choice));
  const body = { ...head, choices: whole, ...(usage === null ? {} : { usage }) };
  const isWhole = whole.every((choice) => choice.finish_reason === 'stop' && choice.text !== '');
  return { body: new TextEncoder().encode(JSON.stringify(body)), isComplete: isWhole && !isDamaged };
}

/** A stored `text_completion` as its stream. */
export function replayCompletion(answer: Uint8Array, extras: AnswerExtras): string {
  const { choices, usage, lco: _lco, ...head } = withExtras(readAnswer(answer), extras);
  const noUsage = extras.wantsUsage ? { usage: null } : {};
  const write = (choice: Fields) => `data: ${JSON.stringify({ ...head, choices: [choice], ...noUsage })}\n\n`;
  const chunks = listOf(choices).flatMap((one) => {
    const { text, index, finish_reason, logprobs } = fieldsOf(one);
    // All log probabilities go with the first piece; clients append them to what they have.
    const pieces = piecesOf(textOrNull(text) ?? '').map((piece, at) =>
      write({ text: piece, index, logprobs: at === 0 ? (logprobs ?? null) : null, finish_reason: null }),
    );
    return [...pieces, write({ text: '', index, logprobs: null, finish_reason })];
  });
  const closing = extras.wantsUsage && isFields(usage) ? usageEvent(head, usage, extras) : '';
  return chunks.join('') + closing + DONE;
}

function addTo(choices: Map<number, Choice>, part: Fields): void {
  const index = typeof part.index === 'number' ? part.index : 0;
  const choice = choices.get(index) ?? { text: '', finish: null, logprobs: new Map<string, unknown[]>() };
  choices.set(index, choice);
  choice.text += textOrNull(part.text) ?? '';
  choice.finish = part.finish_reason ?? choice.finish;
  for (const [name, values] of Object.entries(fieldsOf(part.logprobs))) {
    choice.logprobs.set(name, [...(choice.logprobs.get(name) ?? []), ...listOf(values)]);
  }
}

function toChoice(index: number, { text, finish, logprobs }: Choice) {
  const logs = logprobs.size === 0 ? null : Object.fromEntries(logprobs);
  return { text, index, logprobs: logs, finish_reason: finish };
}

function withoutCost({ cost: _cost, ...usage }: Fields): Fields {
  return usage;
}
