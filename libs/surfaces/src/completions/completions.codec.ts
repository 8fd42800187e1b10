import { openAiUsage } from '@llm-cost-optimizer/contracts';
import { errorEvent } from '../common/openai-end.ts';
import type { SurfaceCodec } from '../surface.ts';
import { encodeCompletion } from './completions.answer.ts';
import { collectCompletion, replayCompletion } from './completions.collect.ts';
import { readCompletionsRequest } from './completions.request.ts';
import { CompletionsStream } from './completions.stream.ts';

/** OpenAI's old completions API, `POST /v1/completions`. */
export const completionsCodec: SurfaceCodec = {
  id: 'completions',
  keepAlive: ': keep-alive\n\n',
  toChat: readCompletionsRequest,
  encodeAnswer: encodeCompletion,
  openStream: (facts) => new CompletionsStream(facts),
  usage: openAiUsage,
  errorStatus: (error) => error.httpStatus,
  errorBody: (error) => ({ ...error.toBody() }),
  errorEvent,
  collect: collectCompletion,
  replay: replayCompletion,
};
