import type { LedgerEntry } from '@llm-cost-optimizer/contracts';
import { createId } from '../ids.ts';

/** A ledger entry with the fields that tests look at. */
export function ledgerEntry(
  fields: { id?: string; organizationId?: string; costUsd?: string | null; note?: string } = {},
): LedgerEntry {
  return {
    request: {
      id: fields.id ?? createId(),
      clientRequestId: 'client',
      organizationId: fields.organizationId ?? 'organization',
      projectId: null,
      keyId: null,
      surface: 'chat_completions',
      startedAt: '2026-11-24T00:00:00.000Z',
      outcome: 'ok',
      httpStatus: 200,
      errorCode: null,
      requestedModel: 'auto',
      mode: 'balanced',
      complexityScore: 3,
      tier: 'low',
      routeReason: null,
      servedProvider: 'provider',
      servedModel: 'model',
      isSimulated: true,
      isStreaming: false,
      cache: 'MISS',
      usage: null,
      usageSource: 'none',
      costUsd: fields.costUsd === undefined ? '0.000001' : fields.costUsd,
      baselineModel: null,
      baselineCostUsd: null,
      isBaselineHistoric: false,
      savings: null,
      isEstimated: false,
      ttftMs: null,
      latencyMs: 12.5,
      overheadMs: 0.25,
      attemptCount: 0,
      endUser: fields.note ?? null,
      tags: [],
      sessionId: null,
      configVersion: 'v1',
      catalogueVersion: 'c1',
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
    attempts: [],
  };
}
