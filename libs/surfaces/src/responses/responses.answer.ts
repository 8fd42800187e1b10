import { readChatAnswer } from '../common/chat-answer.ts';
import { readAnswer } from '../common/json.ts';
import type { AnswerEnd, AnswerFacts, Fields } from '../surface.ts';
import { callItem, messageItem, reasoningItem, reasoningPart, refusalPart, textPart } from './responses.items.ts';
import { endStatus, ResponseWriter } from './responses.object.ts';

/** A `chat.completion` as a response: thoughts, words and calls as items, in this order. */
export function encodeResponse(answer: Uint8Array | Fields, facts: AnswerFacts, end: AnswerEnd): string {
  const { text, reasoning, refusal, calls, finish, logprobs, annotations } = readChatAnswer(readAnswer(answer));
  const writer = new ResponseWriter(facts);
  const status = endStatus(finish);
  const items: string[] = [];
  if (reasoning !== '') items.push(reasoningItem(writer.itemId('rs', 0), 'completed', [reasoningPart(reasoning)]));
  const parts = [
    ...(text === '' ? [] : [textPart(text, logprobs, annotations)]),
    ...(refusal === null ? [] : [refusalPart(refusal)]),
  ];
  if (parts.length > 0) items.push(messageItem(writer.itemId('msg', items.length), status, parts));
  for (const call of calls) items.push(callItem(writer.itemId('fc', items.length), status, call));
  return writer.write({ kind: 'ended', finish, end }, items);
}
