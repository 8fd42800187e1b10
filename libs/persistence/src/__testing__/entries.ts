import {
  type AttemptRecord,
  CACHE_RESULTS,
  type LedgerBatchJob,
  type LedgerEntry,
  MODES,
  NO_USAGE,
  OUTCOMES,
  type Outcome,
  type RequestRecord,
  TIERS,
} from '@llm-cost-optimizer/contracts';
import { computeSavings, toUsdString } from '@llm-cost-optimizer/pricing';

/** Repeatable numbers in [0, 1): the same seed makes the same entries. */
export type Random = () => number;

/** mulberry32, a small generator that is good enough to spread test data. */
export function seededRandom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A UUIDv7 of the given time. */
export function uuidAt(ms: number, random: Random): string {
  const time = ms.toString(16).padStart(12, '0');
  const digits = Array.from({ length: 18 }, () => Math.floor(random() * 16).toString(16)).join('');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${digits.slice(0, 3)}-8${digits.slice(3, 6)}-${digits.slice(6)}`;
}

export const ORGANIZATION = 'org_default';

/** One plain request that succeeded: change what the test is about. */
export function entry(
  random: Random,
  changes: Partial<RequestRecord> = {},
  attempts?: readonly AttemptRecord[],
): LedgerEntry {
  const startedAt = changes.startedAt ?? '2026-11-20T10:00:00.000Z';
  const id = changes.id ?? uuidAt(Date.parse(startedAt), random);
  return {
    request: {
      id,
      clientRequestId: id,
      organizationId: ORGANIZATION,
      projectId: null,
      keyId: null,
      surface: 'chat_completions',
      startedAt,
      outcome: 'ok',
      httpStatus: 200,
      errorCode: null,
      requestedModel: 'gpt-4o',
      mode: 'cost',
      complexityScore: 2,
      tier: 'low',
      routeReason: 'mode:cost tier:low',
      servedProvider: 'groq',
      servedModel: 'llama-3.1-8b-instant',
      isSimulated: true,
      isStreaming: false,
      cache: 'MISS',
      usage: { ...NO_USAGE, promptTokens: 100, completionTokens: 20 },
      usageSource: 'provider',
      costUsd: '0.001',
      baselineModel: 'openai/gpt-4o',
      baselineCostUsd: '0.01',
      isBaselineHistoric: false,
      baselineLines: [],
      savings: { levers: { ...NO_LEVERS, routing: '0.009' }, overheadUsd: '0', savedUsd: '0.009' },
      isEstimated: false,
      ttftMs: 120.5,
      latencyMs: 400.125,
      overheadMs: 0.75,
      attemptCount: attempts?.length ?? 1,
      endUser: null,
      tags: [],
      sessionId: null,
      configVersion: '1',
      catalogueVersion: 'test',
      trace: TRACE,
      ...changes,
    },
    attempts: attempts ?? [attempt(random, { startedAt })],
  };
}

/** One call that succeeded. */
export function attempt(random: Random, changes: Partial<AttemptRecord> = {}): AttemptRecord {
  const startedAt = changes.startedAt ?? '2026-11-20T10:00:00.000Z';
  return {
    id: uuidAt(Date.parse(startedAt), random),
    number: 1,
    provider: 'groq',
    model: 'llama-3.1-8b-instant',
    answeredModel: 'llama-3.1-8b-instant',
    isSimulated: true,
    outcome: 'ok',
    httpStatus: 200,
    startedAt,
    ttftMs: 119.5,
    latencyMs: 399,
    usage: { ...NO_USAGE, promptTokens: 100, completionTokens: 20 },
    usageSource: 'provider',
    costUsd: '0.001',
    costLines: [{ unit: 'input', tokens: 100, rateUsdPerMillion: '10', factor: '1', costUsd: '0.001' }],
    priceSource: 'bundled',
    matchKind: 'exact',
    serviceTier: null,
    providerRequestId: 'req_1',
    finishReason: 'stop',
    ...changes,
  };
}

export interface SpreadOptions {
  readonly count: number;
  readonly from: string;
  readonly to: string;
  readonly organizationId?: string;
}

/** Requests of all kinds spread over a span of time: unpriced, without baseline, cached, failed, rescued, estimated. */
export function randomEntries(random: Random, { count, from, to, organizationId }: SpreadOptions): LedgerEntry[] {
  const start = Date.parse(from);
  const span = Date.parse(to) - start;
  return Array.from({ length: count }, () => {
    const startedAt = new Date(start + Math.floor(random() * span)).toISOString();
    return randomEntry(random, startedAt, organizationId ?? ORGANIZATION);
  });
}

const MODELS = [
  ['groq', 'llama-3.1-8b-instant'],
  ['openai', 'gpt-4o-mini'],
  ['anthropic', 'claude-haiku-4-5'],
  ['ollama', 'qwen3:8b'],
] as const;

function randomEntry(random: Random, startedAt: string, organizationId: string): LedgerEntry {
  const outcome = pick(random, OUTCOMES);
  const isServed = outcome !== 'failed' && outcome !== 'rejected';
  const served = isServed ? pick(random, MODELS) : null;
  const attempts = Array.from({ length: Math.floor(random() * 3) }, (_, index) =>
    attempt(random, { startedAt, number: index + 1, outcome: random() < 0.3 ? 'overloaded' : 'ok' }),
  );
  const cost = random() < 0.1 ? null : BigInt(Math.floor(random() * 1e13));
  const baseline = random() < 0.1 ? null : BigInt(Math.floor(random() * 5e13));
  return entry(
    random,
    {
      organizationId,
      startedAt,
      outcome,
      keyId: pick(random, [null, 'key_1', 'key_2']),
      projectId: pick(random, [null, 'project_1']),
      servedProvider: served?.[0] ?? null,
      servedModel: served?.[1] ?? null,
      mode: pick(random, [...MODES, null]),
      tier: pick(random, [...TIERS, null]),
      complexityScore: pick(random, [1, 4, 9, null]),
      cache: pick(random, CACHE_RESULTS),
      isSimulated: random() < 0.5,
      isStreaming: random() < 0.5,
      isEstimated: random() < 0.2,
      usage: isServed ? randomUsage(random) : null,
      costUsd: cost === null ? null : toUsdString(cost),
      baselineCostUsd: baseline === null ? null : toUsdString(baseline),
      baselineModel: pick(random, ['openai/gpt-4o', 'anthropic/claude-opus-4-6', null]),
      isBaselineHistoric: random() < 0.1,
      savings: cost === null || baseline === null ? null : savingsOf(random, outcome, cost, baseline),
      ttftMs: isServed ? round(random() * 2_000) : null,
      latencyMs: round(random() * 20_000),
      overheadMs: round(random() * 3),
      attemptCount: attempts.length,
      tags: random() < 0.3 ? ['team:search'] : [],
      endUser: pick(random, [null, 'user-7']),
    },
    attempts,
  );
}

function randomUsage(random: Random) {
  return {
    promptTokens: Math.floor(random() * 100_000),
    cachedTokens: Math.floor(random() * 1_000),
    cacheWriteTokens: Math.floor(random() * 100),
    cacheWriteLongTokens: Math.floor(random() * 100),
    completionTokens: Math.floor(random() * 4_000),
    reasoningTokens: random() < 0.5 ? null : Math.floor(random() * 500),
    audioInputTokens: 0,
    audioOutputTokens: 0,
  };
}

function savingsOf(random: Random, outcome: Outcome, cost: bigint, baseline: bigint) {
  const wasted = random() < 0.2 ? cost / 3n : 0n;
  const { levers, overheadUsd, savedUsd } = computeSavings({
    outcome,
    cost,
    baseline,
    wasted,
    referenceCost: baseline / 2n,
  });
  return { levers, overheadUsd, savedUsd };
}

/** A batch of these entries. */
export function batchOf(random: Random, entries: readonly LedgerEntry[]): LedgerBatchJob {
  return { batchId: uuidAt(Date.parse('2026-11-20T10:00:00.000Z'), random), instanceId: 'gateway-1', entries };
}

function pick<T>(random: Random, items: readonly T[]): T {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error('Nothing to pick from');
  return item;
}

function round(ms: number): number {
  return Math.round(ms * 1_000) / 1_000;
}

const NO_LEVERS = { routing: '0', exactCache: '0', semanticCache: '0', dedup: '0', promptCache: '0', serviceTier: '0' };

const TRACE: RequestRecord['trace'] = {
  features: null,
  scorer: 'heuristic-1',
  reasons: [{ signal: 'short', weight: -1, detail: 'The prompt is short.' }],
  candidates: [{ id: 'groq/llama-3.1-8b-instant', reason: 'cheapest', estimatedCostUsd: '0.001' }],
  dropped: [],
  droppedParameters: [],
  stageMs: { plan: 0.1 },
};
