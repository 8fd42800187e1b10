import type { RequestRecord } from '@llm-cost-optimizer/contracts';
import { describe, expect, it } from 'vitest';
import { type RepeatFields, repeatText, sharedRowOf } from './request-record.ts';

const FIRST: RequestRecord = {
  id: 'first',
  clientRequestId: 'first',
  organizationId: 'org',
  projectId: null,
  keyId: 'key-1',
  surface: 'chat_completions',
  startedAt: '2026-11-25T00:00:00.000Z',
  outcome: 'cache_exact',
  httpStatus: 200,
  errorCode: null,
  requestedModel: 'a "quoted" name\u0000',
  mode: 'balanced',
  complexityScore: 3,
  tier: 'low',
  routeReason: 'mode:balanced tier:low',
  servedProvider: 'openai',
  servedModel: 'gpt',
  isSimulated: false,
  isStreaming: false,
  cache: 'HIT',
  usage: null,
  usageSource: 'provider',
  costUsd: '0',
  baselineModel: null,
  baselineCostUsd: null,
  isBaselineHistoric: false,
  savings: null,
  isEstimated: false,
  ttftMs: 1,
  latencyMs: 2,
  overheadMs: 2,
  attemptCount: 0,
  endUser: 'ünï',
  tags: ['a', 'b'],
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
    stageMs: { parse: 0.1 },
  },
};

describe('the row of a repeated hit as text', () => {
  it('says the same as the row as an object, with the own fields of the repeat', () => {
    const own: RepeatFields = {
      id: 'second',
      clientRequestId: 'from the client',
      keyId: null,
      startedAt: '2026-11-25T00:00:01.000Z',
      httpStatus: 200,
      ttftMs: null,
      latencyMs: 0.25,
      overheadMs: 0.25,
    };
    expect(JSON.parse(repeatText(own, sharedRowOf(FIRST)))).toEqual({ request: { ...FIRST, ...own }, attempts: [] });
  });
});
