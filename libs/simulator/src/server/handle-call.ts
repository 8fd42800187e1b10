import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Books } from '../books/books.ts';
import type { Fault } from '../faults/fault.schema.ts';
import type { FaultRules } from '../faults/fault-rules.ts';
import { faultFromPrompt, parseFaultSpec } from '../faults/fault-spec.ts';
import { generateAnswer } from '../generator/answer.ts';
import type { SimUsage } from '../generator/answer-types.ts';
import { isRecord, type JsonRecord } from '../generator/json.ts';
import { type CacheOutcome, NO_CACHE, type PromptCache } from '../generator/prompt-cache.ts';
import { sha256Hex } from '../generator/random.ts';
import type { SimRequest } from '../generator/sim-request.ts';
import { tokensOf } from '../generator/tokens.ts';
import { findModel } from '../models/model-directory.ts';
import type { ModelProfile } from '../models/model-profile.ts';
import type { SimulatorOptions } from '../options.ts';
import { Exchange } from './exchange.ts';
import type { IdSource } from './ids.ts';
import { paceFor } from './pacing.ts';
import { readBody } from './read-body.ts';
import { refuse, sendStatusFault } from './refuse.ts';
import { sendPlain } from './send-plain.ts';
import { sendStream } from './send-stream.ts';
import { isProblem, type Reply, type Wire } from './wire.ts';

/** What all calls of one simulator share. */
export interface CallContext {
  readonly options: SimulatorOptions;
  readonly books: Books;
  readonly faults: FaultRules;
  readonly promptCache: PromptCache;
  readonly ids: IdSource;
}

/** One call of the wire's endpoint, from its headers to its row in the books. Never rejects. */
export async function handleCall(
  context: CallContext,
  wire: Wire,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { books, ids, options } = context;
  const requestId = wire.requestIdPrefix + ids.next();
  const path = (incoming.url ?? '').split('?', 1)[0] ?? '';
  const { provider, kind } = wire;
  const exchange = new Exchange({ response, books, provider, kind, path, requestId });
  const bytes = await readBody(incoming, options.maxBodyBytes);
  if (exchange.isClosed) return;
  if (bytes === null) return refuse(exchange, wire, wire.problemFor({ afterChunks: 0 }, 413, ''));
  const noKey = wire.checkKey(incoming.headers);
  if (noKey !== null) return refuse(exchange, wire, noKey);
  const body = parseJson(bytes);
  if (body === null) return refuse(exchange, wire, wire.badJson());
  const idle = wire.idle?.(body) ?? null;
  if (idle !== null) return sendIdle(exchange, body, idle);
  const request = wire.read(body, options);
  if (isProblem(request)) return refuse(exchange, wire, request);

  const prompt = promptOf(request);
  exchange.model = request.model;
  exchange.isStreaming = request.isStreaming;
  exchange.promptSha256 = sha256Hex(prompt);
  const fault = chooseFault(context, wire, { request, prompt, header: incoming.headers['x-sim-fault'] });
  if (fault !== null) {
    exchange.fault = JSON.stringify(fault);
    if (fault.cut === 'beforeHeaders') {
      await exchange.wait(fault.delayMs ?? 0);
      return exchange.destroy();
    }
    if (fault.status !== undefined) return sendStatusFault(exchange, wire, fault, request.model);
  }
  await answer({ context, wire, exchange, request, fault, promptSha256: exchange.promptSha256 });
}

/** Nothing is generated: the row in the books has no tokens. */
function sendIdle(exchange: Exchange, { model }: JsonRecord, text: string): void {
  exchange.model = typeof model === 'string' ? model : null;
  const length = String(Buffer.byteLength(text));
  exchange.writeHead(200, ['content-type', 'application/json; charset=utf-8', 'content-length', length]);
  exchange.end(text);
}

interface Answering {
  readonly context: CallContext;
  readonly wire: Wire;
  readonly exchange: Exchange;
  readonly request: SimRequest;
  readonly fault: Fault | null;
  readonly promptSha256: string;
}

async function answer({ context, wire, exchange, request, fault, promptSha256 }: Answering): Promise<void> {
  const model = findModel(wire.provider, request.model);
  if (model === null || model.kind !== 'chat') return refuse(exchange, wire, wire.unknownModel(request.model));
  if (model.isRetired) return refuse(exchange, wire, wire.retiredModel(request.model));
  const promptTokens = promptTokensOf(request, model);
  const problem = wire.check(request, model, promptTokens);
  if (problem !== null) return refuse(exchange, wire, problem);
  const choices = generateAnswer(request, model, promptSha256);
  const cache = lookUpCache(context, wire, request, model);
  const usage: SimUsage = {
    promptTokens,
    cachedTokens: cache.readTokens,
    cacheWriteTokens: wire.provider === 'anthropic' || model.isCacheWriteReported ? cache.writeTokens : 0,
    cacheWrite1hTokens: cache.write1hTokens,
    completionTokens: choices.reduce((sum, choice) => sum + choice.completionTokens, 0),
    reasoningTokens: choices.reduce((sum, choice) => sum + choice.reasoningTokens, 0),
  };
  if (fault?.delayMs !== undefined) {
    exchange.billed = { ...usage, completionTokens: 0, reasoningTokens: 0 };
    await exchange.wait(fault.delayMs);
  }
  const pace = paceFor(context.options, model, promptSha256);
  const reply: Reply = {
    request,
    model,
    modelName: fault?.wrongModelName ?? model.servedId,
    choices,
    usage,
    isUsageOmitted: fault?.noUsage === true,
    createdAt: Math.floor(Date.now() / 1000),
    idTail: context.ids.next(),
    requestId: exchange.requestId,
    chunkTokens: pace.chunkTokens,
  };
  const sending = { exchange, wire, reply, pace, fault };
  await (request.isStreaming ? sendStream(sending) : sendPlain(sending));
}

/** What the prompt of a request has in the model's own tokens. */
export function promptTokensOf({ parts }: SimRequest, { tokenFactor }: ModelProfile): number {
  let tokens = 0;
  for (const part of parts) tokens += tokensOf(part.text.length, tokenFactor) + part.extraTokens;
  return tokens;
}

function lookUpCache(
  { options, promptCache }: CallContext,
  wire: Wire,
  request: SimRequest,
  model: ModelProfile,
): CacheOutcome {
  if (!options.isPromptCacheOn || wire.cachePrompt === 'none') return NO_CACHE;
  const question = {
    scope: `${wire.provider} ${model.id}`,
    parts: request.parts,
    tokenFactor: model.tokenFactor,
    nowMs: Date.now(),
  };
  return wire.cachePrompt === 'marked' ? promptCache.lookUpMarked(question) : promptCache.lookUpAutomatic(question);
}

interface FaultSource {
  readonly request: SimRequest;
  readonly prompt: string;
  readonly header: string | string[] | undefined;
}

function chooseFault(
  { faults, options }: CallContext,
  wire: Wire,
  { request, prompt, header }: FaultSource,
): Fault | null {
  const fromHeader = typeof header === 'string' ? parseFaultSpec(header) : null;
  if (fromHeader !== null) return fromHeader;
  const fromRule = faults.take({ provider: wire.provider, model: request.model, prompt: () => prompt });
  if (fromRule !== null) return fromRule;
  return options.areMarkersOn ? faultFromPrompt(prompt) : null;
}

function promptOf({ parts }: SimRequest): string {
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only.text : parts.map((part) => part.text).join('\0');
}

/** The body as an object; null = not JSON, or JSON of another kind. */
export function parseJson(bytes: Buffer): JsonRecord | null {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}
