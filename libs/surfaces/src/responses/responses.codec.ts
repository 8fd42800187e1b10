import type { SurfaceCodec } from '../surface.ts';
import { encodeResponse } from './responses.answer.ts';
import { collectResponse } from './responses.collect.ts';
import { responsesErrorEvent } from './responses.errors.ts';
import { replayResponse } from './responses.replay.ts';
import { readResponsesRequest } from './responses.request.ts';
import { ResponsesStream } from './responses.stream.ts';
import { responsesUsage } from './responses.usage.ts';

/** OpenAI's Responses API, `POST /v1/responses`. */
export const responsesCodec: SurfaceCodec = {
  id: 'responses',
  keepAlive: ': keep-alive\n\n',
  toChat: readResponsesRequest,
  encodeAnswer: encodeResponse,
  openStream: (facts) => new ResponsesStream(facts),
  usage: responsesUsage,
  errorStatus: (error) => error.httpStatus,
  errorBody: (error) => ({ ...error.toBody() }),
  errorEvent: responsesErrorEvent,
  collect: collectResponse,
  replay: replayResponse,
};
