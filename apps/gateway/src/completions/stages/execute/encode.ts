import { markChat } from '@llm-cost-optimizer/cache';
import type {
  ChatRequest,
  Deployment,
  EncodedCall,
  NativeWire,
  PromptCacheMark,
  ProviderAdapter,
} from '@llm-cost-optimizer/contracts';
import type { PromptCacheBoard } from '../../../prompt-caching/prompt-cache-board.ts';
import type { SnapshotProvider } from '../../../snapshot/snapshot.ts';
import type { Run } from '../../run.ts';
import type { SurfaceRequest } from '../../surfaces/surface.ts';
import type { AnswerReader, ChatReader } from './answer-reader.ts';
import { DetourReader } from './detour-reader.ts';
import { NativeReader } from './native-reader.ts';
import { detourWireOf, nativeProviders, nativeWireOf } from './native-wire.ts';
import { TranslatingReader } from './translating-reader.ts';

/** A call in the provider's form, and what reads the answer to it. */
export interface ReadyCall {
  readonly call: EncodedCall;
  readonly reader: AnswerReader;
}

interface Target {
  readonly provider: SnapshotProvider;
  readonly deployment: Deployment;
}

/**
 * Prepares a call: chat goes through the adapter; a client of another API gets its own bytes through where the provider
 * speaks that API, and a translation both ways where it does not.
 */
export function encodeFor(
  run: Run,
  request: ChatRequest,
  { provider, deployment }: Target,
  caching: PromptCacheBoard | null = null,
): ReadyCall {
  const { adapter, config } = provider;
  const { surfaceRequest } = run;
  if (surfaceRequest === null) {
    const call = encodeChat(run, request, { provider, deployment }, caching);
    return { call, reader: readerOf(call, adapter) };
  }
  const wire = nativeWireOf(run.snapshot, deployment, run.exchange.surface);
  if (wire === null) {
    const detour = takeDetour(run, surfaceRequest, { provider, deployment });
    return detour ?? translate(run, request, surfaceRequest, { provider, deployment }, caching);
  }
  const native = nativeBody(run, surfaceRequest);
  const marks = nativeMarks(run, request, { deployment, wire, body: native.body }, caching);
  const call = wire.encode({
    deployment,
    apiKey: config.apiKey,
    ...native,
    ...(marks.length === 0 ? {} : { cacheMarks: marks }),
    isStreaming: request.isStreaming,
    headers: singleHeaders(run),
  });
  if (marks.length > 0 && call.hasGatewayMarks !== true) caching?.notPlaced(run, deployment);
  const { isJsonLines } = run.exchange.surface;
  return { call, reader: new NativeReader(adapter, wire, { wantsUsageChunk: wantsUsage(request), isJsonLines }) };
}

/** Chat, with marks for the provider's prompt cache where they pay. */
function encodeChat(
  run: Run,
  request: ChatRequest,
  { provider, deployment }: Target,
  caching: PromptCacheBoard | null,
): EncodedCall {
  const { adapter, config } = provider;
  const { apiKey } = config;
  const marks = caching?.marksFor(run, deployment, { kind: 'chat', body: request.body }) ?? NO_MARKS;
  if (marks.length === 0) return adapter.encode({ deployment, request, apiKey });
  const marked = { ...request, body: markChat(request.body, marks) };
  return { ...adapter.encode({ deployment, request: marked, apiKey }), hasGatewayMarks: true };
}

const NO_MARKS: readonly PromptCacheMark[] = Object.freeze([]);

/** A provider that takes no marks by this API caches by itself, if at all: then the prompt is only looked at. */
function nativeMarks(
  run: Run,
  request: ChatRequest,
  { deployment, wire, body }: { deployment: Deployment; wire: NativeWire; body: Readonly<Record<string, unknown>> },
  caching: PromptCacheBoard | null,
): readonly PromptCacheMark[] {
  if (caching === null || !wire.isBilled) return NO_MARKS;
  if (wire.takesCacheMarks === true) return caching.marksFor(run, deployment, { kind: 'messages', body });
  if (deployment.capabilities.promptCaching?.kind === 'automatic') {
    caching.marksFor(run, deployment, { kind: 'chat', body: request.body });
  }
  return NO_MARKS;
}

/** Vectors come by the provider's API for them, whatever API the client speaks. Null where there is no such way. */
function takeDetour(run: Run, { source, adapted }: SurfaceRequest, { provider, deployment }: Target): ReadyCall | null {
  const { detour } = run.exchange.surface;
  const wire = detourWireOf(run.snapshot, deployment, run.exchange.surface);
  if (detour === null || wire === null) return null;
  const { adapter, config } = provider;
  const body = { model: deployment.model, ...detour.toBody(source) };
  const raw = Buffer.from(JSON.stringify(body));
  const call = wire.encode({ deployment, apiKey: config.apiKey, body, raw, isStreaming: false, headers: {} });
  const dropped = [...new Set([...adapted.map(({ field }) => field), ...call.droppedParameters])];
  const reader = new DetourReader(adapter, wire, (answer, usage) =>
    detour.encodeAnswer(answer, deployment.model, usage),
  );
  return { call: { ...call, droppedParameters: dropped }, reader };
}

/** Reads chat completions, whichever API of the provider they come by. */
function readerOf({ answer }: EncodedCall, adapter: ProviderAdapter): ChatReader {
  return answer === undefined ? adapter : { ...answer, classify: adapter.classify };
}

function translate(
  run: Run,
  request: ChatRequest,
  surfaceRequest: SurfaceRequest,
  target: Target,
  caching: PromptCacheBoard | null,
): ReadyCall {
  const { provider, deployment } = target;
  const { adapter } = provider;
  const { codec } = run.exchange.surface;
  if (codec === null) throw new Error('A candidate that does not speak the API of the request.');
  const call = encodeChat(run, request, target, caching);
  const facts = {
    requestId: run.id,
    createdAt: Math.floor(run.startedAtMs / 1_000),
    model: deployment.model,
    request: surfaceRequest,
    promptTokensEstimated: run.features?.promptTokensEstimated ?? 0,
  };
  const adapted = surfaceRequest.adapted.map(({ field }) => field);
  const droppedParameters = [...new Set([...adapted, ...call.droppedParameters])];
  const reader = new TranslatingReader(readerOf(call, adapter), codec, facts, wantsUsage(request));
  return { call: { ...call, droppedParameters }, reader };
}

/** The client's own body; what another provider made of earlier turns (signed, encrypted, stored) is taken out. */
function nativeBody({ exchange, snapshot, requested }: Run, { source }: SurfaceRequest) {
  const { surface } = exchange;
  const isOnlySource = requested?.kind === 'pinned' || nativeProviders(snapshot, surface).length === 1;
  const body = surface.cleanFor?.(source, { isOnlySource }) ?? source;
  return { body, raw: body === source ? exchange.body : Buffer.from(JSON.stringify(body)) };
}

function wantsUsage({ wantsUsageChunk, options }: ChatRequest): boolean {
  return wantsUsageChunk || options.wantsUsage;
}

/** Headers that came once; the native API picks those that belong to it. */
function singleHeaders({ exchange }: Run): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(exchange.headers)) if (typeof value === 'string') headers[name] = value;
  return headers;
}
