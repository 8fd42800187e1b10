import { type AnswerCall, type ChatAnswer, type Finish, readChatAnswer } from '../common/chat-answer.ts';
import { withCost } from '../common/extras.ts';
import { parseFields, readAnswer, textOrNull } from '../common/json.ts';
import type { AnswerEnd, AnswerFacts, Fields } from '../surface.ts';
import { messagesUsage } from './messages.usage.ts';

/**
 * A `chat.completion` as a message. Thoughts are left out: a thinking block needs a signature that only Anthropic can
 * make, and its API refuses a later turn that brings one without. Their tokens are counted all the same.
 */
export function encodeMessage(answer: Uint8Array | Fields, facts: AnswerFacts, end: AnswerEnd): string {
  const completion = readAnswer(answer);
  const chat = readChatAnswer(completion);
  const stops = stopFields(chat, facts);
  return JSON.stringify({
    ...messageHead(facts, completion.id),
    content: contentOf(chat),
    ...stops,
    usage: withCost(messagesUsage(end.usage), end),
    ...(end.lco === null ? {} : { lco: end.lco }),
  });
}

/** What a message begins with; the id of an Anthropic answer is kept. */
export function messageHead(facts: AnswerFacts, chatId: unknown): Fields {
  const known = textOrNull(chatId);
  return {
    id: known?.startsWith('msg_') === true ? known : `msg_${facts.requestId.replace(/[^A-Za-z0-9]/g, '')}`,
    type: 'message',
    role: 'assistant',
    model: facts.model,
    container: null,
    diagnostics: null,
  };
}

/** Why it stopped, with the particulars Anthropic gives. */
export function stopFields(
  answer: Pick<ChatAnswer, 'finish' | 'refusal' | 'stopSequence'>,
  facts: AnswerFacts,
): { readonly stop_reason: string; readonly stop_sequence: string | null; readonly stop_details: Fields | null } {
  const { refusal, stopSequence } = answer;
  if (refusal !== null || answer.finish === 'filtered') {
    const details = { type: 'refusal', category: null, explanation: refusal };
    return { stop_reason: 'refusal', stop_sequence: null, stop_details: details };
  }
  const stops = facts.request.source.stop_sequences;
  if (stopSequence !== null && answer.finish === 'stop' && Array.isArray(stops) && stops.includes(stopSequence)) {
    return { stop_reason: 'stop_sequence', stop_sequence: stopSequence, stop_details: null };
  }
  return { stop_reason: REASONS[answer.finish], stop_sequence: null, stop_details: null };
}

const REASONS: Readonly<Record<Finish, string>> = {
  stop: 'end_turn',
  length: 'max_tokens',
  calls: 'tool_use',
  filtered: 'refusal',
};

function contentOf({ text, calls }: ChatAnswer): Fields[] {
  const texts = text === '' ? [] : [{ type: 'text', text, citations: null }];
  return [...texts, ...calls.map(toToolUse)];
}

/** Arguments that are no JSON object (a cut answer) are kept under a name, as on the way to Anthropic. */
function toToolUse({ id, name, arguments: json }: AnswerCall): Fields {
  const input = json.trim() === '' ? {} : (parseFields(json) ?? { arguments: json });
  return { type: 'tool_use', id, name, input, caller: { type: 'direct' } };
}
