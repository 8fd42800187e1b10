import { collectStream, replayAsStream } from '@llm-cost-optimizer/cache';
import { type ChatBody, openAiUsage } from '@llm-cost-optimizer/contracts';
import { withCost, withExtras } from '../common/extras.ts';
import { BRACKETED, Field } from '../common/field.ts';
import { isFields, readAnswer } from '../common/json.ts';
import { DONE, errorEvent, usageEvent } from '../common/openai-end.ts';
import type {
  AnswerEnd,
  AnswerExtras,
  AnswerFacts,
  CollectedAnswer,
  Fields,
  SurfaceCodec,
  SurfaceRequest,
} from '../surface.ts';
import { ChatStream } from './chat-completions.stream.ts';

/** OpenAI's chat completions, `POST /v1/chat/completions`: the canonical form itself. */
export const chatCompletionsCodec: SurfaceCodec = {
  id: 'chat_completions',
  keepAlive: ': keep-alive\n\n',
  toChat: readChatRequest,
  encodeAnswer: encodeChatAnswer,
  openStream: (facts) => new ChatStream(facts),
  usage: openAiUsage,
  errorStatus: (error) => error.httpStatus,
  errorBody: (error) => ({ ...error.toBody() }),
  errorEvent,
  collect: collectChat,
  replay: replayChat,
};

/** The body as it is. Its further fields are checked where all canonical requests are. */
function readChatRequest(body: unknown): SurfaceRequest {
  const root = new Field(body, BRACKETED);
  const source = root.object();
  const messages = root.get('messages').items();
  if (messages.length === 0) root.get('messages').fail('a list with at least one message');
  for (const message of messages) message.get('role').name();
  // The fields that make it one have been checked; all others stay unknown until the request path checks them.
  const chat = { ...source, model: root.get('model').name() } as ChatBody;
  return { chat, extended: null, adapted: [], unsupported: [], source };
}

function encodeChatAnswer(answer: Uint8Array | Fields, _facts: AnswerFacts, end: AnswerEnd): string {
  const completion = readAnswer(answer);
  const usage = isFields(completion.usage) ? completion.usage : openAiUsage(end.usage);
  const lco = end.lco === null ? {} : { lco: end.lco };
  return JSON.stringify({ ...completion, usage: withCost(usage, end), ...lco });
}

/** Our own facts are of the first delivery. */
function collectChat(sent: readonly Uint8Array[]): CollectedAnswer | null {
  const collected = collectStream(sent);
  if (collected === null) return null;
  const { lco, ...body } = readAnswer(collected.body);
  return lco === undefined ? collected : { ...collected, body: new TextEncoder().encode(JSON.stringify(body)) };
}

function replayChat(answer: Uint8Array, extras: AnswerExtras): string {
  const { bytes, id, created } = replayAsStream(answer);
  const { usage, model } = withExtras(readAnswer(answer), extras);
  const head = { id, object: 'chat.completion.chunk', created, model };
  const closing = extras.wantsUsage && isFields(usage) ? usageEvent(head, usage, extras) : '';
  return new TextDecoder().decode(bytes) + closing + DONE;
}
