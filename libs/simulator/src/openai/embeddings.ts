import type { IncomingMessage, ServerResponse } from 'node:http';
import { faultFromPrompt, parseFaultSpec } from '../faults/fault-spec.ts';
import { NO_USAGE } from '../generator/answer-types.ts';
import { type JsonRecord, listOf, numberOrNull } from '../generator/json.ts';
import { Random, seedFrom, sha256Hex } from '../generator/random.ts';
import { tokensOf } from '../generator/tokens.ts';
import { findModel } from '../models/model-directory.ts';
import type { ProviderId } from '../models/model-profile.ts';
import { Exchange } from '../server/exchange.ts';
import { type CallContext, parseJson } from '../server/handle-call.ts';
import { readBody } from '../server/read-body.ts';
import { refuse, sendStatusFault } from '../server/refuse.ts';
import type { Wire } from '../server/wire.ts';
import { openAiChat, openAiErrorHeaders } from './openai.chat.ts';
import { badRequest } from './openai.problems.ts';

const DIMENSIONS: Readonly<Record<string, number>> = {
  'text-embedding-3-small': 1536,
  'text-embedding-3-large': 3072,
  'nomic-embed-text': 768,
};
/** Positions of a vector that one word touches. */
const POSITIONS_PER_WORD = 24;
const MAX_INPUTS = 2048;

interface EmbeddingInput {
  readonly text: string;
  readonly tokens: number;
}

/** How one provider asks for vectors and answers with them. */
export interface EmbeddingsApi {
  readonly path: string;
  /** Its errors and keys. */
  readonly wire: Wire;
  /** A text, tokens, or a list of either. */
  inputOf(body: JsonRecord): unknown;
  answerOf(vectors: readonly Float32Array[], asked: { body: JsonRecord; name: string; promptTokens: number }): object;
  headersOf(requestId: string): string[];
}

/** OpenAI's embeddings. */
export const openAiEmbeddings: EmbeddingsApi = {
  path: '/openai/v1/embeddings',
  wire: openAiChat,
  inputOf: (body) => body.input,
  answerOf: (vectors, { body, name, promptTokens }) => {
    const data = vectors.map((vector, index) => {
      const embedding =
        body.encoding_format === 'base64' ? Buffer.from(vector.buffer).toString('base64') : Array.from(vector);
      return { object: 'embedding', embedding, index };
    });
    const usage = { prompt_tokens: promptTokens, total_tokens: promptTokens };
    return { object: 'list', data, model: name, usage };
  },
  headersOf: openAiErrorHeaders,
};

/** Vectors: texts that share words get near ones, equal texts equal ones. Booked like any other call. */
export async function handleEmbeddings(
  context: CallContext,
  api: EmbeddingsApi,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { path, wire } = api;
  const requestId = `${wire.requestIdPrefix}${context.ids.next()}`;
  const exchange = new Exchange({
    response,
    books: context.books,
    provider: wire.provider,
    kind: 'embeddings',
    path,
    requestId,
  });
  const bytes = await readBody(incoming, context.options.maxBodyBytes);
  if (exchange.isClosed) return;
  const problem = wire.checkKey(incoming.headers);
  if (problem !== null) return refuse(exchange, wire, problem);
  const body = bytes === null ? null : parseJson(bytes);
  if (body === null) return refuse(exchange, wire, wire.badJson());
  const name = typeof body.model === 'string' ? body.model : '';
  const inputs = readInputs(api.inputOf(body));
  const prompt = inputs.map((input) => input.text).join('\0');
  exchange.model = name;
  exchange.promptSha256 = sha256Hex(prompt);
  const fault = faultOf(context, incoming, { provider: wire.provider, name, prompt });
  if (fault !== null) exchange.fault = JSON.stringify(fault);
  if (fault?.cut !== undefined) return exchange.destroy();
  if (fault?.status !== undefined) return sendStatusFault(exchange, wire, fault, name);
  await exchange.wait(fault?.delayMs ?? 0);
  const size = DIMENSIONS[name];
  if (size === undefined || findModel(wire.provider, name)?.kind !== 'embedding') {
    return refuse(exchange, wire, wire.unknownModel(name));
  }
  const tooLong = inputs.some((input) => input.tokens > 8191);
  if (inputs.length === 0 || inputs.length > MAX_INPUTS || tooLong) {
    const message = tooLong
      ? "Invalid 'input': maximum context length is 8192 tokens."
      : "Invalid 'input': empty or too long array.";
    return refuse(exchange, wire, badRequest(message, 'input', null));
  }
  sendVectors(exchange, api, {
    body,
    inputs,
    name,
    dimensions: Math.min(size, Math.max(1, numberOrNull(body.dimensions) ?? size)),
  });
}

interface VectorAnswer {
  readonly body: JsonRecord;
  readonly inputs: readonly EmbeddingInput[];
  readonly name: string;
  readonly dimensions: number;
}

function sendVectors(exchange: Exchange, api: EmbeddingsApi, { body, inputs, name, dimensions }: VectorAnswer): void {
  const promptTokens = inputs.reduce((sum, input) => sum + input.tokens, 0);
  const vectors = inputs.map(({ text }) => embed(text, Math.floor(dimensions)));
  const bytes = Buffer.from(JSON.stringify(api.answerOf(vectors, { body, name, promptTokens })));
  exchange.billed = { ...NO_USAGE, promptTokens };
  exchange.usageSent = true;
  const headers = api.headersOf(exchange.requestId);
  exchange.writeHead(200, ['content-type', 'application/json', 'content-length', String(bytes.length), ...headers]);
  exchange.end(bytes);
}

function readInputs(input: unknown): readonly EmbeddingInput[] {
  if (typeof input === 'string') return [inputOf(input)];
  const list = listOf(input);
  // One text given as token ids.
  if (typeof list[0] === 'number') return [{ text: list.join(' '), tokens: list.length }];
  return list.map((one) => (Array.isArray(one) ? { text: one.join(' '), tokens: one.length } : inputOf(String(one))));
}

function inputOf(text: string): EmbeddingInput {
  return { text, tokens: tokensOf(text.length, 1) };
}

/** Unit vector: each word adds a fixed pattern of a few positions. */
function embed(text: string, dimensions: number): Float32Array {
  const vector = new Float32Array(dimensions);
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? ['']) {
    const random = new Random(seedFrom('0', word));
    for (let i = 0; i < POSITIONS_PER_WORD; i += 1) {
      const at = random.between(0, dimensions - 1);
      vector[at] = (vector[at] ?? 0) + (random.next() < 0.5 ? -1 : 1);
    }
  }
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}

function faultOf(
  { faults, options }: CallContext,
  incoming: IncomingMessage,
  given: { provider: ProviderId; name: string; prompt: string },
) {
  const header = incoming.headers['x-sim-fault'];
  if (typeof header === 'string') return parseFaultSpec(header);
  const rule = faults.take({ provider: given.provider, model: given.name, prompt: () => given.prompt });
  return rule ?? (options.areMarkersOn ? faultFromPrompt(given.prompt) : null);
}
