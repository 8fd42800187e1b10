import type { SurfaceCodec } from '../surface.ts';
import { encodeMessage } from './messages.answer.ts';
import { collectMessage } from './messages.collect.ts';
import { messagesErrorBody, messagesErrorEvent, messagesErrorStatus } from './messages.errors.ts';
import { replayMessage } from './messages.replay.ts';
import { readMessagesRequest } from './messages.request.ts';
import { MessagesStream } from './messages.stream.ts';
import { messagesUsage } from './messages.usage.ts';

/** Anthropic's Messages API, `POST /v1/messages`. */
export const messagesCodec: SurfaceCodec = {
  id: 'messages',
  keepAlive: 'event: ping\ndata: {"type":"ping"}\n\n',
  toChat: readMessagesRequest,
  encodeAnswer: encodeMessage,
  openStream: (facts) => new MessagesStream(facts),
  usage: messagesUsage,
  errorStatus: messagesErrorStatus,
  errorBody: messagesErrorBody,
  errorEvent: messagesErrorEvent,
  collect: collectMessage,
  replay: replayMessage,
};
