import type { AttemptDetail } from '@llm-cost-optimizer/contracts';
import { describe, expect, it } from 'vitest';
import { buildTimeline, placeSegment } from './timeline.ts';

const attempt = (changes: Partial<AttemptDetail>): AttemptDetail => ({
  id: 'a1',
  number: 1,
  provider: 'openai',
  model: 'gpt-6-luna',
  answeredModel: null,
  isSimulated: true,
  outcome: 'ok',
  httpStatus: 200,
  startedAt: '2026-11-23T10:00:00.010Z',
  ttftMs: 100,
  latencyMs: 400,
  usage: {
    promptTokens: 1,
    cachedTokens: 0,
    cacheWriteTokens: 0,
    cacheWriteLongTokens: 0,
    completionTokens: 1,
    reasoningTokens: null,
    audioInputTokens: 0,
    audioOutputTokens: 0,
  },
  usageSource: 'provider',
  costUsd: '0.1',
  costLines: [],
  priceSource: null,
  matchKind: null,
  serviceTier: null,
  providerRequestId: null,
  finishReason: null,
  ...changes,
});

const startedAt = '2026-11-23T10:00:00.000Z';
const plain = { cache: 'MISS', ttftMs: null } as const;

describe('timeline of a request', () => {
  it('puts the stages one after the other in the order in which they ended', () => {
    const { rows } = buildTimeline({
      ...plain,
      startedAt,
      latencyMs: 5,
      attempts: [],
      trace: { stageMs: { plan: 1.5, parse: 0.5 } },
    });
    expect(rows.map((row) => [row.id, row.segments[0]?.startMs, row.segments[0]?.endMs])).toEqual([
      ['stage:parse', 0, 0.5],
      ['stage:plan', 0.5, 1.5],
    ]);
  });

  it('shows the wait of a request that shared the call of another', () => {
    const trace = { stageMs: { parse: 1 } };
    const shared = { startedAt, latencyMs: 500, cache: 'DEDUP' as const, attempts: [], trace };
    expect(buildTimeline({ ...shared, ttftMs: 300 }).rows[1]).toMatchObject({
      id: 'stage:share',
      segments: [
        { kind: 'waiting', startMs: 1, endMs: 300 },
        { kind: 'answering', startMs: 300, endMs: 500 },
      ],
    });
    expect(buildTimeline({ ...shared, ttftMs: 500 }).rows[1]?.segments).toHaveLength(1);
  });

  it('splits a call at its first token', () => {
    const { rows } = buildTimeline({
      ...plain,
      startedAt,
      latencyMs: 415,
      attempts: [attempt({})],
      trace: { stageMs: {} },
    });
    expect(rows[0]?.segments).toEqual([
      { kind: 'waiting', startMs: 10, endMs: 110 },
      { kind: 'answering', startMs: 110, endMs: 410 },
    ]);
  });

  it('shows a call that failed before its first token as one failed piece', () => {
    const failed = attempt({ outcome: 'overloaded', ttftMs: null, latencyMs: 80 });
    const { rows } = buildTimeline({ ...plain, startedAt, latencyMs: 500, attempts: [failed], trace: { stageMs: {} } });
    expect(rows[0]?.segments).toEqual([{ kind: 'failed', startMs: 10, endMs: 90 }]);
  });

  it('stretches the axis to a call that outlived the request', () => {
    const late = attempt({ latencyMs: 900 });
    expect(
      buildTimeline({ ...plain, startedAt, latencyMs: 300, attempts: [late], trace: { stageMs: {} } }).totalMs,
    ).toBe(910);
  });

  it('keeps every piece on the axis and wide enough to be seen', () => {
    expect(placeSegment({ kind: 'gateway', startMs: 1000, endMs: 1000 }, 1000)).toEqual({
      leftPercent: 99.6,
      widthPercent: 0.4,
    });
    expect(placeSegment({ kind: 'answering', startMs: 250, endMs: 750 }, 1000)).toEqual({
      leftPercent: 25,
      widthPercent: 50,
    });
  });

  it('has an axis even for a request that took no measurable time', () => {
    expect(
      buildTimeline({ ...plain, startedAt, latencyMs: 0, attempts: [], trace: { stageMs: {} } }).totalMs,
    ).toBeGreaterThan(0);
  });
});
