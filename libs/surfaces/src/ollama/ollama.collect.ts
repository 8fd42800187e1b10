import { isFields, piecesOf, readAnswer } from '../common/json.ts';
import type { AnswerExtras, CollectedAnswer, Fields } from '../surface.ts';
import type { AnswerForm, Words } from './ollama.form.ts';
import { lineOf, readLines } from './ollama.lines.ts';

/** Builds the whole answer from its lines, ours or Ollama's own. */
export function collectOllama(form: AnswerForm, sent: readonly Uint8Array[]): CollectedAnswer | null {
  let text = '';
  let thinking = '';
  const calls: unknown[] = [];
  const logprobs: unknown[] = [];
  let last: Fields | null = null;
  let isDamaged = false;
  for (const line of readLines(sent)) {
    if (line === null || line.error !== undefined) {
      isDamaged = true;
      continue;
    }
    const words = form.read(line);
    text += words.text;
    thinking += words.thinking;
    calls.push(...words.calls);
    if (Array.isArray(line.logprobs)) logprobs.push(...line.logprobs);
    last = line;
  }
  if (last === null) return null;
  const body = {
    ...besideWords(form, last),
    ...form.write({ text, thinking, calls }),
    ...(logprobs.length === 0 ? {} : { logprobs }),
  };
  const isWhole = last.done === true && isGoodEnd(last.done_reason) && (text !== '' || calls.length > 0);
  return { body: new TextEncoder().encode(JSON.stringify(body)), isComplete: isWhole && !isDamaged };
}

/** A stored answer as its stream. */
export function replayOllama(form: AnswerForm, answer: Uint8Array, { lco }: AnswerExtras): string {
  const whole = readAnswer(answer);
  const { text, thinking, calls } = form.read(whole);
  const { logprobs, ...end } = besideWords(form, whole);
  const { model, created_at } = end;
  const write = (words: Partial<Words>, more: Fields = {}) =>
    lineOf({
      model,
      created_at,
      ...form.write({ text: '', thinking: '', calls: [], ...words }),
      done: false,
      ...more,
    });
  // All log probabilities go with the first piece; clients append them to what they have.
  const told = Array.isArray(logprobs) ? { logprobs } : {};
  return [
    ...piecesOf(thinking).map((piece) => write({ thinking: piece })),
    ...piecesOf(text).map((piece, at) => write({ text: piece }, at === 0 ? told : {})),
    ...(calls.length === 0 ? [] : [write({ calls })]),
    lineOf({
      model,
      created_at,
      ...form.write({ text: '', thinking: '', calls: [] }),
      ...end,
      ...(lco === null ? {} : { lco }),
    }),
  ].join('');
}

/** Ollama before 0.1.38 gives no reason. */
function isGoodEnd(reason: unknown): boolean {
  return reason === 'stop' || reason === undefined;
}

/** All fields but the words, and without the facts of another delivery. */
function besideWords(
  form: AnswerForm,
  { lco: _lco, thinking: _thinking, tool_calls: _calls, ...rest }: Fields,
): Fields {
  const { [form.holder]: _words, ...beside } = rest;
  return isFields(beside) ? beside : {};
}
