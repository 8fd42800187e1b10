import { existsSync, readdirSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type AttemptRecord,
  type CallIntent,
  type LedgerEntry,
  MODES,
  NO_USAGE,
  SURFACES,
} from '@llm-cost-optimizer/contracts';
import type { Catalogue } from '@llm-cost-optimizer/pricing';
import { sumMoney, toUsdString, usd } from '@llm-cost-optimizer/pricing';

/** The code that rows of a killed gateway carry. */
export const INTERRUPTED = 'gateway_interrupted';
/** Nothing was sent: the connection broke with the process. */
const NO_STATUS = 499;
const REQUEST_ID = /^\{"request":\{"id":"([^"]+)"/;

/** A segment may go while we look: then its rows are in the database, which takes no second one with the same id. */
async function openOrNull(path: string): Promise<FileHandle | null> {
  try {
    return await open(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

/** Which of the requests have a row in the files that the spool of an earlier run left. */
export async function idsInSpool(dir: string, wanted: ReadonlySet<string>): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  if (wanted.size === 0 || !existsSync(dir)) return found;
  for (const name of readdirSync(dir).filter((one) => one.includes('.jsonl'))) {
    const file = await openOrNull(join(dir, name));
    if (file === null) continue;
    for await (const line of file.readLines()) {
      const id = REQUEST_ID.exec(line)?.[1];
      if (id !== undefined && wanted.has(id)) found.add(id);
    }
  }
  return found;
}

/**
 * Rows of the requests that a killed gateway was in the middle of: each call that had begun is an attempt with the outcome `interrupted`,
 * charged with its prompt, because the provider may have worked for it. What it had answered by then nobody knows. A request whose row
 * is in the database already gets none there: its id is taken.
 */
export function interruptedEntries(intents: readonly CallIntent[], catalogue: Catalogue, now: number): LedgerEntry[] {
  return [...Map.groupBy(intents, ({ requestId }) => requestId).values()].flatMap((calls) => {
    const [first] = calls;
    return first === undefined
      ? []
      : [
          entryOf(
            first,
            calls.map((call) => attemptOf(call, catalogue, now)),
            now,
          ),
        ];
  });
}

function attemptOf(intent: CallIntent, catalogue: Catalogue, now: number): AttemptRecord {
  const { provider, model, attemptStartedAt } = intent;
  const usage = { ...NO_USAGE, promptTokens: intent.promptTokensEstimated, reasoningTokens: null };
  const at = Date.parse(attemptStartedAt);
  const priced = catalogue.price({ provider, model, usage, at });
  return {
    id: intent.attemptId,
    number: intent.attemptNumber,
    provider,
    model,
    answeredModel: null,
    isSimulated: intent.isSimulated,
    outcome: 'interrupted',
    httpStatus: null,
    startedAt: attemptStartedAt,
    ttftMs: null,
    latencyMs: Math.max(0, now - at),
    usage,
    usageSource: 'estimated',
    costUsd: priced.costUsd,
    costLines: priced.lines,
    priceSource: priced.priceSource,
    matchKind: priced.matchKind,
    serviceTier: null,
    providerRequestId: null,
    finishReason: null,
  };
}

function entryOf(intent: CallIntent, attempts: readonly AttemptRecord[], now: number): LedgerEntry {
  const costs = attempts.map(({ costUsd }) => costUsd);
  const isKnown = costs.every((cost) => cost !== null);
  const cost = sumMoney(costs.map((one) => usd(one ?? '0')));
  const costUsd = isKnown ? toUsdString(cost) : null;
  return {
    request: {
      id: intent.requestId,
      clientRequestId: intent.clientRequestId,
      organizationId: intent.organizationId,
      projectId: intent.projectId,
      keyId: intent.keyId,
      surface: SURFACES.find((surface) => surface === intent.surface) ?? 'chat_completions',
      startedAt: intent.requestStartedAt,
      outcome: 'failed',
      httpStatus: NO_STATUS,
      errorCode: INTERRUPTED,
      requestedModel: intent.requestedModel,
      mode: MODES.find((mode) => mode === intent.mode) ?? null,
      complexityScore: null,
      tier: null,
      routeReason: null,
      servedProvider: null,
      servedModel: null,
      isSimulated: intent.isSimulated,
      isStreaming: intent.isStreaming,
      cache: 'MISS',
      usage: null,
      usageSource: 'estimated',
      costUsd,
      baselineModel: null,
      // Whoever was served nothing would have got nothing from the baseline either.
      baselineCostUsd: '0',
      isBaselineHistoric: false,
      savings: costUsd === null ? null : lossOf(costUsd),
      isEstimated: true,
      ttftMs: null,
      latencyMs: Math.max(0, now - Date.parse(intent.requestStartedAt)),
      overheadMs: 0,
      attemptCount: attempts.length,
      endUser: null,
      tags: [],
      sessionId: null,
      configVersion: intent.configVersion,
      catalogueVersion: intent.catalogueVersion,
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
    attempts,
  };
}

/** All that was paid bought nothing. */
function lossOf(costUsd: string): NonNullable<LedgerEntry['request']['savings']> {
  return {
    levers: { routing: '0', exactCache: '0', semanticCache: '0', dedup: '0', promptCache: '0', serviceTier: '0' },
    overheadUsd: costUsd,
    savedUsd: toUsdString(-usd(costUsd)),
  };
}
