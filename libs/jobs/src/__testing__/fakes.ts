import type { Clock, LedgerBatchJob, LedgerDelta, LedgerEntry } from '@llm-cost-optimizer/contracts';
import { createLogger } from '@llm-cost-optimizer/telemetry';
import type { JobServices } from '../definition.ts';

/** Services that remember what was asked of them. Give what the test is about. */
export function fakeServices(changes: Partial<JobServices> = {}) {
  const seen = {
    published: [] as { channel: string; message: unknown }[],
    jobs: [] as { queue: string; outcome: string; durationMs: number }[],
  };
  const services: JobServices = {
    ledger: { writeBatch: async () => [], maintainPartitions: async () => ({ created: [], dropped: [] }) },
    bus: { publish: (channel, message) => seen.published.push({ channel, message }) },
    logger: createLogger({ level: 'silent' }),
    metrics: { job: (queue, outcome, durationMs) => seen.jobs.push({ queue, outcome, durationMs }) },
    clock: tickingClock(),
    settings: { retentionDays: 90 },
    ...changes,
  };
  return { services, seen };
}

/** A clock on which each look at the monotonic time is five milliseconds later. */
function tickingClock(): Clock {
  let ticks = 0;
  return {
    now: () => Date.parse('2026-11-20T12:00:00.000Z'),
    monotonic: () => {
      ticks += 5;
      return ticks;
    },
  };
}

export const DELTA: LedgerDelta = {
  organizationId: 'org_default',
  committedAt: '2026-11-20T12:00:00.000Z',
  requests: 1,
  failed: 0,
  cacheHits: 0,
  costUsd: '0.001',
  savedUsd: '0.009',
};

/** A batch of one request that succeeded, as it stands in the queue. */
export function batch(): LedgerBatchJob {
  return { batchId: '019a9f00-0000-7000-8000-000000000001', instanceId: 'gateway-1', entries: [entry()] };
}

function entry(): LedgerEntry {
  const id = '019a9f00-0000-7000-8000-000000000002';
  const usage = {
    promptTokens: 10,
    cachedTokens: 0,
    cacheWriteTokens: 0,
    cacheWriteLongTokens: 0,
    completionTokens: 5,
    reasoningTokens: null,
    audioInputTokens: 0,
    audioOutputTokens: 0,
  };
  const levers = {
    routing: '0.009',
    exactCache: '0',
    semanticCache: '0',
    dedup: '0',
    promptCache: '0',
    serviceTier: '0',
  };
  const served = { isSimulated: true, usage, usageSource: 'provider', costUsd: '0.001' } as const;
  const startedAt = '2026-11-20T11:59:59.000Z';
  return {
    request: {
      ...served,
      id,
      clientRequestId: id,
      organizationId: 'org_default',
      projectId: null,
      keyId: null,
      surface: 'chat_completions',
      startedAt,
      outcome: 'ok',
      httpStatus: 200,
      errorCode: null,
      requestedModel: 'auto',
      mode: 'cost',
      complexityScore: 2,
      tier: 'low',
      routeReason: 'mode:cost tier:low',
      servedProvider: 'groq',
      servedModel: 'llama-3.1-8b-instant',
      isStreaming: false,
      cache: 'MISS',
      baselineModel: 'openai/gpt-4o',
      baselineCostUsd: '0.01',
      isBaselineHistoric: false,
      savings: { levers, overheadUsd: '0', savedUsd: '0.009' },
      isEstimated: false,
      ttftMs: null,
      latencyMs: 300,
      overheadMs: 0.5,
      attemptCount: 1,
      endUser: null,
      tags: [],
      sessionId: null,
      configVersion: '1',
      catalogueVersion: 'test',
      trace: {
        features: null,
        scorer: null,
        reasons: [],
        candidates: [],
        dropped: [],
        droppedParameters: [],
        stageMs: {},
      },
    },
    attempts: [
      {
        ...served,
        id: '019a9f00-0000-7000-8000-000000000003',
        number: 1,
        provider: 'groq',
        model: 'llama-3.1-8b-instant',
        answeredModel: null,
        outcome: 'ok',
        httpStatus: 200,
        startedAt,
        ttftMs: null,
        latencyMs: 299,
        costLines: [],
        priceSource: 'bundled',
        matchKind: 'exact',
        serviceTier: null,
        providerRequestId: null,
        finishReason: 'stop',
      },
    ],
  };
}
