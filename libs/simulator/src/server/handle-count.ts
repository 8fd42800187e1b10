import type { IncomingMessage, ServerResponse } from 'node:http';
import { anthropicMessages } from '../anthropic/anthropic.messages.ts';
import { findModel } from '../models/model-directory.ts';
import { openAiResponses } from '../openai/openai.responses.ts';
import { type CallContext, parseJson, promptTokensOf } from './handle-call.ts';
import { readBody } from './read-body.ts';
import { sendJson } from './send-json.ts';
import { isProblem, type Problem, type Wire } from './wire.ts';

/** An endpoint that counts the prompt of a request of another one. */
interface Counter {
  readonly wire: Wire;
  /** What the other endpoint needs and this one does not. */
  readonly added: object;
  readonly answer: (tokens: number) => object;
}

const COUNTERS: ReadonlyMap<string, Counter> = new Map([
  [
    '/anthropic/v1/messages/count_tokens',
    { wire: anthropicMessages, added: { max_tokens: 1 }, answer: (tokens: number) => ({ input_tokens: tokens }) },
  ],
  [
    '/openai/v1/responses/input_tokens',
    {
      wire: openAiResponses,
      added: {},
      answer: (tokens: number) => ({ object: 'response.input_tokens', input_tokens: tokens }),
    },
  ],
]);

/** Counts of tokens, exactly as a call would be billed. Free, and without rows in the books. False when the path is none of them. */
export async function handleCount(
  context: CallContext,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const path = (incoming.url ?? '').split('?', 1)[0] ?? '';
  const counter = incoming.method === 'POST' ? COUNTERS.get(path) : undefined;
  if (counter === undefined) return false;
  const { wire } = counter;
  context.books.countList();
  const counted = await count(context, counter, incoming);
  const requestId = wire.requestIdPrefix + context.ids.next();
  if (typeof counted === 'number') {
    sendJson(response, 200, counter.answer(counted), [
      wire === anthropicMessages ? 'request-id' : 'x-request-id',
      requestId,
    ]);
    return true;
  }
  const { body, headers } = wire.error(counted, requestId);
  sendJson(response, counted.status, JSON.parse(body), headers);
  return true;
}

async function count(
  { options }: CallContext,
  { wire, added }: Counter,
  incoming: IncomingMessage,
): Promise<number | Problem> {
  const bytes = await readBody(incoming, options.maxBodyBytes);
  const noKey = wire.checkKey(incoming.headers);
  if (noKey !== null) return noKey;
  const body = bytes === null ? null : parseJson(bytes);
  if (body === null) return wire.badJson();
  const request = wire.read({ ...added, ...body }, options);
  if (isProblem(request)) return request;
  const model = findModel(wire.provider, request.model);
  if (model === null || model.kind !== 'chat') return wire.unknownModel(request.model);
  return model.isRetired ? wire.retiredModel(request.model) : promptTokensOf(request, model);
}
